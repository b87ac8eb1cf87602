-- after rest.lua: the declared feeds: feed:due id → due (ms), feed:<id> url, host, min, validators,
-- health, lease. ARGV: prefix, now, then id, url, host, domain, min interval (ms), first due. A feed whose address has
-- changed forgets its validators and who it was; one that may be asked more often is asked sooner.
local FORGOTTEN = {
  'etag', 'last_modified', 'body', 'failures', 'liar', 'address', 'moved_to', 'moved_at',
  'quarantine', 'home', 'title', 'language', 'drip', 'identity', 'hub', 'topic', 'pushed',
}
local P, now = ARGV[1], tonumber(ARGV[2])
local added = 0
for i = 3, #ARGV, 6 do
  local id, url, host, domain, min, first = unpack(ARGV, i, i + 5)
  local key = P .. 'feed:' .. id
  local was = redis.call('HMGET', key, 'url', 'min')
  if was[1] ~= url then
    redis.call('HDEL', key, unpack(FORGOTTEN))
    redis.call('HSET', key, 'url', url, 'host', host, 'domain', domain, 'min', min)
    redis.call('ZADD', P .. 'feed:due', first, id)
    redis.call('PERSIST', key .. ':seen')
    added = added + 1
  elseif was[2] ~= min then
    redis.call('HSET', key, 'min', min)
    redis.call('ZADD', P .. 'feed:due', 'LT', string.format('%.0f', now + tonumber(min)), id)
  end
  belongs(P, host, domain)
  if not redis.call('ZSCORE', P .. 'feed:due', id) then redis.call('ZADD', P .. 'feed:due', first, id) end
end
return added
