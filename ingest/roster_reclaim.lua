-- after roster_feed.lua: leases that an earlier self of this poller has left behind. ARGV: prefix, now, how its
-- tokens begin. Returns how many were given back; who still holds one of them is fenced.
local P, now, owner = ARGV[1], ARGV[2], ARGV[3]
local leases, back = redis.call('HGETALL', P .. 'feed:leases'), 0
for i = 1, #leases, 2 do
  local id, token = leases[i], leases[i + 1]
  if string.sub(token, 1, #owner) == owner then
    end_lease(P, id, declared(redis.call('GET', known_of(P, id))) or id, now)
    back = back + 1
  end
end
return back
