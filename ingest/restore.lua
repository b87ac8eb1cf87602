-- after known.lua, queue.lua: what the ledger remembers. ARGV: prefix, now, msgpack {{id, ms, feed,
-- content, size} …} of marks, msgpack {{member, host, sighting} …} to put back. Returns how many
-- were put back.
local P, back = ARGV[1], 0
for _, k in ipairs(cmsgpack.unpack(ARGV[3])) do
  local seen = redis.call('HGET', known_key(P, k[1]), 'seen')
  if not seen or tonumber(seen) < k[2] then
    if k[3] ~= '' then
      confirm(P, k[3], k[1], k[2], k[4], k[5])
    else
      redis.call('HSET', known_key(P, k[1]), 'seen', int(k[2]))
      redis.call('EXPIRE', known_key(P, k[1]), KEEP)
    end
  end
end
for _, s in ipairs(cmsgpack.unpack(ARGV[4])) do
  back = back + enqueue(P, s[1], s[2], s[3], ARGV[2])
end
return back
