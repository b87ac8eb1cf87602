-- after known.lua, queue.lua, rest.lua, roster_feed.lua: the end of one poll, all of it or nothing. ARGV: prefix, feed,
-- token, now, next due, what is known of it by now, its state before and now, rest of its host (ms), marks ('' = as
-- they were), msgpack {{sightings: {id, ms, content, size, member, host, sighting}, …}, {ended: {id, ms, content, size},
-- …}} ('' = none). 0 when the lease is another's by now.
local AT_ONCE, EACH = 100, 25 -- entries of one poll that are due now; ms between two of the others:
-- a feed that brings 2,000 takes 48 s of the minute until its next, and no other feed waits behind it
local P, feed, now, was, state, ms = ARGV[1], ARGV[2], ARGV[4], ARGV[7], ARGV[8], tonumber(ARGV[9])
if not holds(P, feed, ARGV[3]) then return 0 end
local value = redis.call('GET', known_of(P, feed))
local host, domain, _, _, learned = declared(value)
end_lease(P, feed, host or feed, ARGV[5])
if host then redis.call('SET', known_of(P, feed), string.sub(value, 1, learned - 1) .. ARGV[6]) end
if host and ms > 0 then limit(P, host, domain, ms) end
if was ~= state then redis.call('SREM', P .. 'feed:' .. was, feed) end
if state ~= 'active' then redis.call('SADD', P .. 'feed:' .. state, feed) end
if ARGV[10] ~= '' then redis.call('SET', P .. 'feed:' .. feed .. ':seen', ARGV[10]) end
if ARGV[11] == '' then return 1 end
local sightings, ended = unpack(cmsgpack.unpack(ARGV[11]))
for i, s in ipairs(sightings) do
  confirm(P, feed, s[1], s[2], s[3], s[4])
  enqueue(P, s[5], s[6], s[7], string.format('%.0f', now + math.max(0, i - AT_ONCE) * EACH))
end
for _, s in ipairs(ended) do confirm(P, feed, s[1], s[2], s[3], s[4]) end
return 1
