-- What a call is about; the first of the parts of one script (streams/memory.py joins them).
local realm, asked, ttl = KEYS[1], ARGV[1] == "ask", tonumber(ARGV[2])
local window, now, buckets = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
-- The first two of three bytes of a bucket's name lose the bits that this size does not need.
local masks = {math.max(1, buckets / 65536), math.min(256, buckets / 256)}
