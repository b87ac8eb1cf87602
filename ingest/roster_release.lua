-- ARGV: prefix, feed, token, due. Only its own lease is given back.
local key = ARGV[1] .. 'feed:' .. ARGV[2]
if redis.call('HGET', key, 'lease') ~= ARGV[3] then return 0 end
redis.call('HDEL', key, 'lease')
redis.call('ZADD', ARGV[1] .. 'feed:due', 'XX', ARGV[4], ARGV[2])
return 1
