-- Leases that an earlier self of this poller has left behind. ARGV: prefix, now, how its tokens begin, ids.
-- Returns how many were given back; who still holds one of them is fenced.
local P, now, owner = ARGV[1], ARGV[2], ARGV[3]
local back = 0
for i = 4, #ARGV do
  local key = P .. 'feed:' .. ARGV[i]
  local lease, host = unpack(redis.call('HMGET', key, 'lease', 'host'))
  if lease and string.sub(lease, 1, #owner) == owner then
    redis.call('HDEL', key, 'lease')
    redis.call('ZREM', P .. 'feed:busy:' .. (host or ARGV[i]), ARGV[i])
    redis.call('ZADD', P .. 'feed:due', 'XX', now, ARGV[i])
    back = back + 1
  end
end
return back
