-- ARGV: prefix, feed, token, due. Only its own lease is given back.
local key = ARGV[1] .. 'feed:' .. ARGV[2]
if redis.call('HGET', key, 'lease') ~= ARGV[3] then return 0 end
redis.call('HDEL', key, 'lease')
redis.call('ZREM', ARGV[1] .. 'feed:busy:' .. (redis.call('HGET', key, 'host') or ARGV[2]), ARGV[2])
redis.call('ZADD', ARGV[1] .. 'feed:due', 'XX', ARGV[4], ARGV[2])
return 1
