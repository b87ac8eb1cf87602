-- after queue.lua, watch.lua: pages that a lost Redis watched are watched again. ARGV: prefix, now, most pages
-- watched, then id, host, next look, ms until that is forgotten, when it was sent, address, sighting of each.
-- Without a mark the next look only notes what stands there. Returns how many there are.
local P, now, most, back = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), 0
for i = 4, #ARGV, 7 do
  if redis.call('EXISTS', watch_of(P, ARGV[i])) == 0 then
    local facts = { 'start', ARGV[i + 4], 'mark', '', 'size', 0, 'url', ARGV[i + 5], 'sighting', ARGV[i + 6] }
    back = back + watch(P, ARGV[i], ARGV[i + 1], now, ARGV[i + 2], tonumber(ARGV[i + 3]), most, facts)
  end
end
return back
