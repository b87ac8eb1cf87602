-- Feeds that are declared no more. ARGV: prefix, seconds their marks are kept, ids
local P = ARGV[1]
for i = 3, #ARGV do
  local key = P .. 'feed:' .. ARGV[i]
  redis.call('ZREM', P .. 'feed:due', ARGV[i])
  redis.call('HDEL', P .. 'feed:leases', ARGV[i])
  for _, state in ipairs({ 'failing', 'silent', 'quarantined', 'gone' }) do
    redis.call('SREM', P .. 'feed:' .. state, ARGV[i])
  end
  redis.call('DEL', key .. ':known')
  redis.call('EXPIRE', key .. ':seen', ARGV[2])
end
return #ARGV - 2
