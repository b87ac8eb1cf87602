-- after rest.lua, roster_feed.lua: due feeds for one poller. ARGV: prefix, now, end of the lease, token, how many, how
-- many of one host at once. Returns {id, due, what is kept of it, id, …}. A feed whose host is busy or rests waits.
-- Nothing at all (nil) where the mark of the ledger is gone: this Redis has forgotten.
-- Reads and writes go together: a hundred feeds are eight commands and not nine hundred.
local SOON = 250 -- ms until a feed of a busy host is looked at again
local LOOKED = 4 -- times as many feeds as are wanted are looked at, since hosts may be busy
local FEW = 16 -- feeds that are read at once at least
local P, now, till, most = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[5])
if redis.call('EXISTS', P .. 'front:ledger') == 0 then return false end
local taken, out, waits, polls, busy, scores, leases = 0, {}, {}, {}, {}, {}, {}

-- what is kept of the feeds in {id, due, …}, and their hosts; which of these rest, and how busy they are
local function looked_at(due)
  local keys, hosts, rests = {}, {}, {}
  for i = 1, #due, 2 do keys[#keys + 1] = known_of(P, due[i]) end
  local values = redis.call('MGET', unpack(keys))
  for i, value in ipairs(values) do
    hosts[i] = string.match(value or due[2 * i - 1], '^[^\n]*')
    rests[i] = P .. 'host:rest:' .. hosts[i]
  end
  if redis.call('EXISTS', unpack(rests)) > 0 then
    for _, host in ipairs(hosts) do
      local rest = resting_ms(P, host)
      if rest > 0 then waits[host] = waits[host] or rest end
    end
  end
  for i, told in ipairs(redis.call('HMGET', P .. 'feed:busy', unpack(hosts))) do
    polls[hosts[i]] = polls[hosts[i]] or under_way(told, now)
  end
  return values, hosts
end

local function put_off(id, host, wait)
  waits[host] = wait + 1 -- one after the other, in the order in which they were due
  scores[#scores + 1], scores[#scores + 2] = string.format('%.0f', now + wait), id
end

local function take(id, host, due, value)
  table.insert(polls[host], till .. ' ' .. id)
  busy[#busy + 1], busy[#busy + 2] = host, table.concat(polls[host], '\n') -- of two the later one holds
  scores[#scores + 1], scores[#scores + 2] = till, id
  leases[#leases + 1], leases[#leases + 2] = id, ARGV[4]
  taken = taken + 1
  out[#out + 1], out[#out + 2], out[#out + 3] = id, due, value or ''
end

local function lease(due)
  local values, hosts = looked_at(due)
  for i, host in ipairs(hosts) do
    if taken == most then return end
    local id, wait = due[2 * i - 1], waits[host] or #polls[host] >= tonumber(ARGV[6]) and SOON
    if wait then put_off(id, host, wait) else take(id, host, due[2 * i], values[i]) end
  end
end

local place, part = 0, most
repeat
  local due = redis.call('ZRANGE', P .. 'feed:due', '-inf', now, 'BYSCORE', 'LIMIT', place, part, 'WITHSCORES')
  if #due > 0 then lease(due) end
  if #due < 2 * part then break end
  place, part = place + part, math.max(most - taken, FEW)
until taken == most or place >= LOOKED * most
if #scores > 0 then redis.call('ZADD', P .. 'feed:due', 'XX', unpack(scores)) end
if taken == 0 then return out end
redis.call('HSET', P .. 'feed:busy', unpack(busy))
redis.call('HSET', P .. 'feed:leases', unpack(leases))
return out
