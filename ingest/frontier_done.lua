-- after known.lua, queue.lua, watch.lua: the broker has the raw record; the entry leaves. ARGV: prefix, member,
-- host, token, now, ms until this host may be asked again, id, size of the text ('' = as it was), when its page
-- is looked at again ('' = never), ms until that is forgotten, most pages watched, facts of the watch
local P, member, host = ARGV[1], ARGV[2], ARGV[3]
if not unlease(P, member, host, ARGV[4]) then return 0 end
redis.call('ZREM', queue_of(P, host), member)
redis.call('HDEL', P .. 'front:entries', member)
redis.call('HDEL', P .. 'front:tries', member)
redis.call('ZADD', P .. 'front:sent', ARGV[5], member)
if tonumber(ARGV[6]) > polite_ms(P, host) then be_polite(P, host, tonumber(ARGV[6])) end
if ARGV[9] ~= '' then watch(P, ARGV[7], host, tonumber(ARGV[5]), ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11]), { unpack(ARGV, 12) }) end
rest(P, host, tonumber(ARGV[5]) + polite_ms(P, host))
if ARGV[8] ~= '' and redis.call('EXISTS', known_key(P, ARGV[7])) == 1 then
  redis.call('HSET', known_key(P, ARGV[7]), 'size', ARGV[8])
end
return 1
