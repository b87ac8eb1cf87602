-- after known.lua. ARGV: prefix, feed, now, then id, content, size of each entry
local out = {}
for i = 4, #ARGV, 3 do
  out[#out + 1] = reserve(ARGV[1], ARGV[2], ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), tonumber(ARGV[3]))
end
return out
