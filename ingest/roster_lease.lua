-- Due feeds for one poller. ARGV: prefix, now, end of the lease, token, how many, the facts wanted.
-- Nothing at all (nil) where the mark of the ledger is gone: this Redis has forgotten.
local P = ARGV[1]
if redis.call('EXISTS', P .. 'front:ledger') == 0 then return false end
local out = {}
local due = redis.call('ZRANGE', P .. 'feed:due', '-inf', ARGV[2], 'BYSCORE', 'LIMIT', 0, ARGV[5], 'WITHSCORES')
for i = 1, #due, 2 do
  local key = P .. 'feed:' .. due[i]
  redis.call('ZADD', P .. 'feed:due', 'XX', ARGV[3], due[i])
  redis.call('HSET', key, 'lease', ARGV[4])
  out[#out + 1] = {
    due[i], due[i + 1],
    unpack(redis.call('HMGET', key, unpack(ARGV, 6))),
  }
end
return out
