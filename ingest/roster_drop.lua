-- Feeds that are declared no more. ARGV: prefix, seconds their marks are kept, ids
for i = 3, #ARGV do
  redis.call('ZREM', ARGV[1] .. 'feed:due', ARGV[i])
  local state = redis.call('HGET', ARGV[1] .. 'feed:' .. ARGV[i], 'state')
  if state then redis.call('SREM', ARGV[1] .. 'feed:' .. state, ARGV[i]) end
  redis.call('DEL', ARGV[1] .. 'feed:' .. ARGV[i])
  redis.call('EXPIRE', ARGV[1] .. 'feed:' .. ARGV[i] .. ':seen', ARGV[2])
end
return #ARGV - 2
