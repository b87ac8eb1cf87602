-- The frontier: front:entries member → sighting; front:host:<host> member → due (ms), front:hosts
-- host → due of its next request; front:leased:<host> member → end of its lease, front:token member
-- → who holds it; front:tries; front:polite:<host> lives while the host must not be asked;
-- front:sent member → when the broker had its raw record. A member is "<id> <seen_at>".
-- Pages that were sent and are looked at again wait behind them: front:again:<host> "<id> again" →
-- due, front:watch:<id> what the page was then, front:watched id → when that is forgotten (ms).
local FREE = '-' -- the queue of entries that need no page: no politeness, no limit

local function queue_of(P, host) return P .. 'front:host:' .. host end
local function again_of(P, host) return P .. 'front:again:' .. host end
local function watch_of(P, id) return P .. 'front:watch:' .. id end

local function wake(P, host, due)
  local next_request = redis.call('ZSCORE', P .. 'front:hosts', host)
  if not next_request or tonumber(next_request) > tonumber(due) then
    redis.call('ZADD', P .. 'front:hosts', due, host)
  end
end

local function enqueue(P, member, host, sighting, due)
  if redis.call('ZSCORE', P .. 'front:sent', member) then return 0 end
  if redis.call('HSETNX', P .. 'front:entries', member, sighting) == 0 then return 0 end
  redis.call('ZADD', queue_of(P, host), due, member)
  wake(P, host, due)
  return 1
end

local function first_of(queue)
  return tonumber(redis.call('ZRANGE', queue, 0, 0, 'WITHSCORES')[2] or math.huge)
end

-- when this host is looked at again: at its next entry, not before `earliest`
local function rest(P, host, earliest)
  local first = math.min(first_of(queue_of(P, host)), first_of(again_of(P, host)))
  if first == math.huge then return redis.call('ZREM', P .. 'front:hosts', host) end
  local due = math.max(first, earliest)
  return redis.call('ZADD', P .. 'front:hosts', string.format('%.0f', due), host)
end

local function be_polite(P, host, ms)
  if host == FREE or ms < 1 then return end
  redis.call('SET', P .. 'front:polite:' .. host, 1, 'PX', string.format('%.0f', ms))
end

local function polite_ms(P, host)
  return math.max(0, redis.call('PTTL', P .. 'front:polite:' .. host))
end

-- the lease of this member is given back; false when it is not this token's any more
local function unlease(P, member, host, token)
  if redis.call('HGET', P .. 'front:token', member) ~= token then return false end
  redis.call('HDEL', P .. 'front:token', member)
  redis.call('ZREM', P .. 'front:leased:' .. host, member)
  return true
end
