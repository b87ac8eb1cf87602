-- One batch of published versions into heads and store, applied only on the lane's own mark.
-- KEYS: mark. ARGV: old mark, new mark, prefix, seconds of the store, of the heads, versions kept,
-- articles kept per desk; then per version its facts (MessagePack) and the record's bytes.
-- The store is one server, never a cluster: the keys beside the mark are made here.
local mark = redis.call('GET', KEYS[1]) or ''
if mark == ARGV[2] then return 1 end -- applied before: its answer was lost
if mark ~= ARGV[1] then return 0 end
local prefix, store_seconds, head_seconds = ARGV[3], ARGV[4], ARGV[5]
local versions, places = tonumber(ARGV[6]), tonumber(ARGV[7])

local function ranked(kind, name, member, ms)
  local key = prefix .. kind .. ':' .. name
  redis.call('ZADD', key, 'NX', ms, member)
  redis.call('EXPIRE', key, store_seconds)
  return key
end

local function stored(facts, record)
  redis.call('SET', prefix .. 'art:' .. facts.id, record, 'EX', store_seconds)
  local history = prefix .. 'ver:' .. facts.id
  if facts.withdrawn then redis.call('DEL', history) end -- what was withdrawn is shown nowhere
  redis.call('HSET', history, facts.version, record)
  redis.call('HDEL', history, facts.version - versions)
  redis.call('EXPIRE', history, store_seconds)
  ranked('story', facts.story, facts.id, facts.seen_ms)
  if facts.of ~= '' then ranked('copies', facts.of, facts.id, facts.seen_ms) end
  for _, desk in ipairs(facts.desks) do
    local timeline = ranked('desk', desk, facts.id, facts.published_ms)
    redis.call('ZREMRANGEBYRANK', timeline, 0, -places - 1)
    local claim = prefix .. 'claim:' .. desk .. ':' .. facts.story
    redis.call('SET', claim, facts.id, 'NX', 'EX', store_seconds)
  end
end

for i = 8, #ARGV, 2 do
  local facts = cmsgpack.unpack(ARGV[i])
  local head = prefix .. 'head:' .. facts.id
  if tonumber(redis.call('HGET', head, 'version') or 0) < facts.version then
    redis.call('HSET', head, unpack(facts.head))
    redis.call('EXPIRE', head, head_seconds)
    stored(facts, ARGV[i + 1])
  end
end
redis.call('SET', KEYS[1], ARGV[2])
return 1
