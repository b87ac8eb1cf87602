-- Who of each story was first on each desk; whoever asks first is. KEYS: claims.
-- ARGV: an id for each, then the seconds a claim lives.
local holders = {}
for i, claim in ipairs(KEYS) do
  redis.call('SET', claim, ARGV[i], 'NX', 'EX', ARGV[#ARGV])
  holders[i] = redis.call('GET', claim)
end
return holders
