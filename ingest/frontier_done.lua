-- after known.lua, queue.lua, watch.lua: the broker has the raw record; the entry leaves. ARGV: prefix, member,
-- host, token, now, ms until this host may be asked again, id, size of the text ('' = as it was), ids of its
-- other addresses, when its page is looked at again ('' = never), ms until that is forgotten, most pages
-- watched, facts of the watch. alias:<id> names the article that came under this address first.
local P, member, host = ARGV[1], ARGV[2], ARGV[3]
if not unlease(P, member, host, ARGV[4]) then return 0 end
redis.call('ZREM', queue_of(P, host), member)
redis.call('HDEL', P .. 'front:entries', member)
redis.call('HDEL', P .. 'front:tries', member)
redis.call('ZADD', P .. 'front:sent', ARGV[5], member)
if tonumber(ARGV[6]) > polite_ms(P, host) then be_polite(P, host, tonumber(ARGV[6])) end
for other in string.gmatch(ARGV[9], '%S+') do -- what is an article itself stays one
  if redis.call('EXISTS', known_key(P, other)) == 0 then
    redis.call('SET', P .. 'alias:' .. other, ARGV[7], 'NX', 'EX', KEEP)
  end
end
if ARGV[10] ~= '' then
  watch(P, ARGV[7], host, tonumber(ARGV[5]), ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12]), { unpack(ARGV, 13) })
end
rest(P, host, tonumber(ARGV[5]) + polite_ms(P, host))
if ARGV[8] ~= '' and redis.call('EXISTS', known_key(P, ARGV[7])) == 1 then
  redis.call('HSET', known_key(P, ARGV[7]), 'size', ARGV[8])
end
return 1
