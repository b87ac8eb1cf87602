-- What is known of an article, in known:<id>: `seen` the last seen_at reserved (ms); `feed` the
-- feed whose word counts and `size` how much text it brought; `c:<feed>` the content confirmed;
-- `pfeed`, `pcontent`, `pms` a reservation that no save has confirmed yet.
local HOLD = 600000 -- ms; a reservation that was never confirmed keeps other feeds off so long
local KEEP = 31 * 86400 -- s; a day more than the ledger, which could restore it

local function known_key(P, id) return P .. 'known:' .. id end
local function int(ms) return string.format('%.0f', ms) end

-- seen_at (ms) for this content; 0: nothing new; -1: another feed is just bringing it
local function reserve(P, feed, id, content, size, now)
  local key = known_key(P, id)
  local k = redis.call('HMGET', key, 'seen', 'feed', 'size', 'c:' .. feed, 'pfeed', 'pcontent', 'pms')
  if k[4] == content then return 0 end
  if k[5] == feed and k[6] == content then return tonumber(k[7]) end
  if k[5] and k[5] ~= feed and now - tonumber(k[7]) < HOLD then return -1 end
  if k[2] and k[2] ~= feed and size < 1.5 * tonumber(k[3]) + 500 then return 0 end
  local ms = math.max(now, (tonumber(k[1] or 0)) + 1)
  redis.call('HSET', key, 'seen', int(ms), 'pfeed', feed, 'pcontent', content, 'pms', int(ms))
  redis.call('EXPIRE', key, KEEP)
  return ms
end

-- this feed's content of this seen_at is on the frontier, and what counts from now on
local function confirm(P, feed, id, ms, content, size)
  local key = known_key(P, id)
  local k = redis.call('HMGET', key, 'seen', 'pfeed', 'pms')
  redis.call('HSET', key, 'feed', feed, 'size', int(size), 'c:' .. feed, content)
  if tonumber(k[1] or 0) < ms then redis.call('HSET', key, 'seen', int(ms)) end
  if k[2] == feed and tonumber(k[3]) <= ms then
    redis.call('HDEL', key, 'pfeed', 'pcontent', 'pms')
  end
  redis.call('EXPIRE', key, KEEP)
end
