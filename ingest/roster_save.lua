-- after known.lua, queue.lua, rest.lua: the end of one poll, all of it or nothing. ARGV: prefix, feed, token,
-- now, next due, msgpack {facts = {name, value, …}, sightings = {{id, ms, content, size, member,
-- host, sighting}, …}, ended = {{id, ms, content, size}, …}, failing, state, gap, day, rest (ms)}, marks ('' = as
-- they were), rhythm, history. 0 when the lease is another's by now. <feed>:day:<day> counts its polls, for the coverage.
local AT_ONCE, EACH = 100, 25 -- entries of one poll that are due now; ms between two of the others:
-- a feed that brings 2,000 takes 48 s of the minute until its next, and no other feed waits behind it
local DAYS = 3 * 86400 -- s; the audit reads today's and yesterday's
local P, feed, now = ARGV[1], ARGV[2], ARGV[4]
local key = P .. 'feed:' .. feed
if redis.call('HGET', key, 'lease') ~= ARGV[3] then return 0 end
local save = cmsgpack.unpack(ARGV[6])
local was, host, domain = unpack(redis.call('HMGET', key, 'state', 'host', 'domain'))
redis.call('ZREM', P .. 'feed:busy:' .. (host or feed), feed)
if save.rest > 0 and host and domain then limit(P, host, domain, save.rest) end
local told = { 'state', save.state, 'rhythm', ARGV[8], 'history', ARGV[9] }
for i = 1, #save.facts, 2 do -- what is empty takes no room
  if save.facts[i + 1] == '' or save.facts[i + 1] == '0' then
    redis.call('HDEL', key, save.facts[i])
  else
    told[#told + 1], told[#told + 2] = save.facts[i], save.facts[i + 1]
  end
end
redis.call('HSET', key, unpack(told))
redis.call('HDEL', key, 'lease')
if was and was ~= save.state then redis.call('SREM', P .. 'feed:' .. was, feed) end
if save.state ~= 'active' then redis.call('SADD', P .. 'feed:' .. save.state, feed) end
redis.call('ZADD', P .. 'feed:due', 'XX', ARGV[5], feed)
local day = key .. ':day:' .. save.day
redis.call('HINCRBY', day, 'polls', 1)
redis.call('HINCRBY', day, 'polls_ok', save.failing and 0 or 1)
redis.call('HINCRBY', day, 'gaps', save.gap and 1 or 0)
redis.call('EXPIRE', day, DAYS)
if ARGV[7] ~= '' then redis.call('SET', key .. ':seen', ARGV[7]) end
for i, s in ipairs(save.sightings) do
  confirm(P, feed, s[1], s[2], s[3], s[4])
  enqueue(P, s[5], s[6], s[7], string.format('%.0f', now + math.max(0, i - AT_ONCE) * EACH))
end
for _, s in ipairs(save.ended) do confirm(P, feed, s[1], s[2], s[3], s[4]) end
return 1
