-- after queue.lua: leases that an earlier self of this poller has left behind. ARGV: prefix, now, how its tokens begin,
-- hosts. Returns how many were given back; who still holds one of them is fenced.
local P, now, owner = ARGV[1], ARGV[2], ARGV[3]
local back = 0
for i = 4, #ARGV do
  local host, found = ARGV[i], 0
  for _, member in ipairs(redis.call('ZRANGE', P .. 'front:leased:' .. host, 0, -1)) do
    local token = redis.call('HGET', P .. 'front:token', member) or ''
    if string.sub(token, 1, #owner) == owner and unlease(P, member, host, token) then
      redis.call('ZADD', queue_of(P, host), 'XX', now, member)
      redis.call('ZADD', again_of(P, host), 'XX', now, member)
      found = found + 1
    end
  end
  if found > 0 then rest(P, host, tonumber(now)) end
  back = back + found
end
return back
