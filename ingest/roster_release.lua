-- after roster_feed.lua. ARGV: prefix, feed, token, due. Only its own lease is given back.
local P, feed = ARGV[1], ARGV[2]
if not holds(P, feed, ARGV[3]) then return 0 end
end_lease(P, feed, declared(redis.call('GET', known_of(P, feed))) or feed, ARGV[4])
return 1
