-- after known.lua. ARGV: prefix, feed, now, then id, content, size of each entry. Returns of each its seen_at,
-- and the article it is another address of, or ''
local out = {}
for i = 4, #ARGV, 3 do
  local first = redis.call('GET', ARGV[1] .. 'alias:' .. ARGV[i])
  out[#out + 1] = reserve(ARGV[1], ARGV[2], first or ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), tonumber(ARGV[3]))
  out[#out + 1] = first or ''
end
return out
