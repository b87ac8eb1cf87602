-- after rest.lua, roster_feed.lua: the declared feeds: feed:due id → due (ms), and what is declared of each. ARGV: prefix,
-- now, then id, mark of the address, host, domain, min interval (ms), first due. A feed with another address is
-- asked soon, one that may be asked more often is asked sooner.
local P, now = ARGV[1], tonumber(ARGV[2])
local added = 0
for i = 3, #ARGV, 6 do
  local id, mark, host, domain, min, first = unpack(ARGV, i, i + 5)
  local value = redis.call('GET', known_of(P, id))
  local was_host, was_domain, was_min, was_mark, learned = declared(value)
  if was_mark ~= mark or was_min ~= min or was_host ~= host or was_domain ~= domain then
    local kept = learned and string.sub(value, learned) or ''
    redis.call('SET', known_of(P, id), table.concat({ host, domain, min, mark, kept }, '\n'))
  end
  if was_mark ~= mark then
    redis.call('ZADD', P .. 'feed:due', first, id)
    redis.call('PERSIST', P .. 'feed:' .. id .. ':seen')
    added = added + 1
  elseif was_min ~= min then
    redis.call('ZADD', P .. 'feed:due', 'LT', string.format('%.0f', now + tonumber(min)), id)
  end
  belongs(P, host, domain)
  if not redis.call('ZSCORE', P .. 'feed:due', id) then redis.call('ZADD', P .. 'feed:due', first, id) end
end
return added
