-- after known.lua, queue.lua: a seen_at (ms) for another text of a page; 0 when the lease is another's
-- by now, or another feed's word for the article counts. The same text gets the same one again.
-- ARGV: prefix, member, token, id, feed, mark of the text, now
local P, id = ARGV[1], ARGV[4]
if redis.call('HGET', P .. 'front:token', ARGV[2]) ~= ARGV[3] then return 0 end
local pending = redis.call('HMGET', watch_of(P, id), 'pmark', 'pms')
if pending[1] == ARGV[6] then return tonumber(pending[2]) end
local k = redis.call('HMGET', known_key(P, id), 'seen', 'feed')
if k[2] and k[2] ~= ARGV[5] then return 0 end
local ms = math.max(tonumber(ARGV[7]), tonumber(k[1] or 0) + 1)
redis.call('HSET', known_key(P, id), 'seen', int(ms))
redis.call('EXPIRE', known_key(P, id), KEEP)
redis.call('HSET', watch_of(P, id), 'pmark', ARGV[6], 'pms', int(ms))
return ms
