-- after roster_feed.lua: feeds that are declared no more. ARGV: prefix, seconds their marks are kept, ids
local P = ARGV[1]
for i = 3, #ARGV do
  local id = ARGV[i]
  end_lease(P, id, declared(redis.call('GET', known_of(P, id))) or id, 0)
  redis.call('ZREM', P .. 'feed:due', id)
  for _, state in ipairs({ 'failing', 'silent', 'quarantined', 'gone' }) do
    redis.call('SREM', P .. 'feed:' .. state, id)
  end
  redis.call('DEL', known_of(P, id))
  redis.call('EXPIRE', P .. 'feed:' .. id .. ':seen', ARGV[2])
end
return #ARGV - 2
