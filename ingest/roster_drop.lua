-- Feeds that are declared no more. ARGV: prefix, seconds their marks are kept, ids
for i = 3, #ARGV do
  redis.call('ZREM', ARGV[1] .. 'feed:due', ARGV[i])
  redis.call('SREM', ARGV[1] .. 'feed:failing', ARGV[i])
  redis.call('DEL', ARGV[1] .. 'feed:' .. ARGV[i])
  redis.call('EXPIRE', ARGV[1] .. 'feed:' .. ARGV[i] .. ':seen', ARGV[2])
end
return #ARGV - 2
