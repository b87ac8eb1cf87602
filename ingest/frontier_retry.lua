-- after queue.lua, rest.lua: the entry waits until `due`. ARGV: prefix, member, host, token, now, ms
-- until this host may be asked again, due, 1 when this was a try that counts, its domain, ms of rest
-- that the host has asked for
local P, member, host = ARGV[1], ARGV[2], ARGV[3]
if not unlease(P, member, host, ARGV[4]) then return 0 end
if ARGV[8] == '1' then redis.call('HINCRBY', P .. 'front:tries', member, 1) end
redis.call('ZADD', queue_of(P, host), 'XX', ARGV[7], member)
if tonumber(ARGV[6]) > polite_ms(P, host) then be_polite(P, host, tonumber(ARGV[6])) end
if tonumber(ARGV[10]) > 0 then limit(P, host, ARGV[9], tonumber(ARGV[10])) end
rest(P, host, tonumber(ARGV[5]) + polite_ms(P, host))
return 1
