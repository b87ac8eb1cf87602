-- ARGV: prefix, token of this pass, then partition, offset of each. Nothing is marked when Redis
-- has lost the token meanwhile: it has lost what the pass put there as well.
local P = ARGV[1]
if redis.call('GET', P .. 'front:recovering') ~= ARGV[2] then return 0 end
for i = 3, #ARGV, 2 do redis.call('HSET', P .. 'front:ledger', ARGV[i], ARGV[i + 1]) end
return 1
