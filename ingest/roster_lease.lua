-- after rest.lua: due feeds for one poller. ARGV: prefix, now, end of the lease, token, how many, how
-- many of one host at once. Each with all its facts. A feed whose host is busy or rests waits for its turn.
-- Nothing at all (nil) where the mark of the ledger is gone: this Redis has forgotten.
local SOON = 250 -- ms until a feed of a busy host is looked at again
local P, now, till, most = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[5])
if redis.call('EXISTS', P .. 'front:ledger') == 0 then return false end
local out, waits = {}, {}

-- ms until this host may be asked; nothing when it may now
local function wait_of(host)
  local rest = resting_ms(P, host)
  if rest > 0 then return rest end
  redis.call('ZREMRANGEBYSCORE', P .. 'feed:busy:' .. host, '-inf', now)
  if redis.call('ZCARD', P .. 'feed:busy:' .. host) >= tonumber(ARGV[6]) then return SOON end
  return nil
end

local due = redis.call('ZRANGE', P .. 'feed:due', '-inf', now, 'BYSCORE', 'LIMIT', 0, 4 * most, 'WITHSCORES')
for i = 1, #due, 2 do
  if #out >= most then break end
  local id, key = due[i], P .. 'feed:' .. due[i]
  local host = redis.call('HGET', key, 'host') or id
  local wait = waits[host] or wait_of(host)
  if wait then
    waits[host] = wait + 1 -- one after the other, in the order in which they were due
    redis.call('ZADD', P .. 'feed:due', 'XX', string.format('%.0f', now + wait), id)
  else
    redis.call('ZADD', P .. 'feed:busy:' .. host, till, id)
    redis.call('PEXPIREAT', P .. 'feed:busy:' .. host, till)
    redis.call('ZADD', P .. 'feed:due', 'XX', till, id)
    redis.call('HSET', key, 'lease', ARGV[4])
    out[#out + 1] = { id, due[i + 1], redis.call('HGETALL', key) }
  end
end
return out
