-- One feed out of its turn, for what was pushed of it. ARGV: prefix, now, end of the lease, token,
-- feed. Nothing (nil) where another has leased it, it is not declared, or this Redis has forgotten.
local P, now, till, id = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[5]
local key, due = P .. 'feed:' .. id, redis.call('ZSCORE', P .. 'feed:due', id)
if not due or redis.call('EXISTS', P .. 'front:ledger') == 0 then return false end
if redis.call('HEXISTS', key, 'lease') == 1 and tonumber(due) > now then return false end
local busy = P .. 'feed:busy:' .. (redis.call('HGET', key, 'host') or id)
redis.call('ZADD', busy, till, id)
redis.call('PEXPIREAT', busy, till)
redis.call('ZADD', P .. 'feed:due', 'XX', till, id)
redis.call('HSET', key, 'lease', ARGV[4])
return { id, due, redis.call('HGETALL', key) }
