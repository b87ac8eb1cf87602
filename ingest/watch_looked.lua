-- after queue.lua, rest.lua, watch.lua: a page was looked at. ARGV: prefix, member, host, token, now,
-- ms until this host may be asked again, id, next look ('' = none), what was sent of it ('' = nothing),
-- the host's domain, ms of rest that the host has asked for, facts ('' = gone)
local P, member, host, now, id = ARGV[1], ARGV[2], ARGV[3], ARGV[5], ARGV[7]
if not unlease(P, member, host, ARGV[4]) then return 0 end
if ARGV[9] ~= '' then redis.call('ZADD', P .. 'front:sent', now, ARGV[9]) end
if ARGV[8] == '' or redis.call('EXISTS', watch_of(P, id)) == 0 then
  unwatch(P, id, host)
else
  redis.call('ZADD', again_of(P, host), 'XX', ARGV[8], member)
  for i = 12, #ARGV, 2 do
    if ARGV[i + 1] == '' then
      redis.call('HDEL', watch_of(P, id), ARGV[i])
    else
      redis.call('HSET', watch_of(P, id), ARGV[i], ARGV[i + 1])
    end
  end
end
if tonumber(ARGV[6]) > polite_ms(P, host) then be_polite(P, host, tonumber(ARGV[6])) end
if tonumber(ARGV[11]) > 0 then limit(P, host, ARGV[10], tonumber(ARGV[11])) end
rest(P, host, tonumber(now) + polite_ms(P, host))
return 1
