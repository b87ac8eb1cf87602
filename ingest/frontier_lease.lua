-- after queue.lua, rest.lua. ARGV: prefix, now, end of the lease, token, how many, ms between two requests to
-- a host, how many requests at once to a host. Returns {{member, host, sighting, tries, watch} …} and
-- when (ms) the next host is due, '' when nothing waits. Pages to be looked at again come last.
local P, now, till, token = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local most, delay, at_once = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local out = {}

local function due_of(queue, count)
  return redis.call('ZRANGE', queue, '-inf', now, 'BYSCORE', 'LIMIT', 0, count)
end

local function take(host, queue, member)
  redis.call('ZADD', queue, 'XX', till, member)
  redis.call('HSET', P .. 'front:token', member, token)
  redis.call('ZADD', P .. 'front:leased:' .. host, till, member)
end

-- a page that is watched still; how many were taken
local function lease_again(host)
  local due = due_of(again_of(P, host), 20)
  for _, member in ipairs(due) do
    local watch = redis.call('HGETALL', watch_of(P, string.match(member, '^%S+')))
    if #watch > 0 then
      take(host, again_of(P, host), member)
      out[#out + 1] = { member, host, '', 0, watch }
      return 1
    end
    redis.call('ZREM', again_of(P, host), member)
  end
  return 0
end

local function lease(host, count)
  local due = due_of(queue_of(P, host), count)
  for _, member in ipairs(due) do
    take(host, queue_of(P, host), member)
    out[#out + 1] = {
      member, host, redis.call('HGET', P .. 'front:entries', member),
      tonumber(redis.call('HGET', P .. 'front:tries', member) or 0), {},
    }
  end
  local taken = #due > 0 and #due or lease_again(host)
  redis.call('PEXPIREAT', P .. 'front:leased:' .. host, tonumber(till) + 1000)
  if taken > 0 then be_polite(P, host, delay) end
end

for _, host in ipairs(redis.call('ZRANGE', P .. 'front:hosts', '-inf', now, 'BYSCORE', 'LIMIT', 0, most)) do
  local room = most - #out
  local wait = math.max(polite_ms(P, host), resting_ms(P, host))
  redis.call('ZREMRANGEBYSCORE', P .. 'front:leased:' .. host, '-inf', now)
  local leased = redis.call('ZRANGE', P .. 'front:leased:' .. host, 0, -1, 'WITHSCORES')
  local busy = #leased / 2 >= at_once
  if host == FREE then
    if room > 0 then lease(host, room) end
    rest(P, host, now)
  elseif room > 0 and wait == 0 and not busy then
    lease(host, 1)
    rest(P, host, now + delay)
  elseif busy then -- the end of a request wakes it, or the end of its lease
    rest(P, host, tonumber(leased[2]))
  else
    rest(P, host, now + math.max(wait, 1))
  end
end
local first = redis.call('ZRANGE', P .. 'front:hosts', 0, 0, 'WITHSCORES')
return { out, first[2] or '' }
