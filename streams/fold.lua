-- One batch of published versions into heads and store, applied only on the lane's own mark.
-- KEYS: mark. ARGV: old mark, new mark, prefix, seconds of the store, of the heads, versions kept,
-- articles kept per desk, members per story; then per version its facts (MessagePack) and the
-- record's bytes.
-- The store is one server, never a cluster: the keys beside the mark are made here.
local mark = redis.call('GET', KEYS[1]) or ''
if mark == ARGV[2] then return 1 end -- applied before: its answer was lost
if mark ~= ARGV[1] then return 0 end
local prefix, store_seconds, head_seconds = ARGV[3], ARGV[4], ARGV[5]
local versions, places, most = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local WIRE_MS, WIRE_MOST = 48 * 3600 * 1000, 5000 -- what a notice may mean: two days, bounded
local OPEN_MOST = 1000 -- notices on the operator's list
local HOPS = 16 -- from a story that was merged to the one it is part of now

local function ranked(kind, name, member, ms)
  local key = prefix .. kind .. ':' .. name
  redis.call('ZADD', key, 'NX', ms, member)
  redis.call('EXPIRE', key, store_seconds)
  return key
end

local function root(story)
  for _ = 1, HOPS do
    local key = prefix .. 'merged:' .. story
    local older = redis.call('GET', key)
    if not older then break end
    redis.call('EXPIRE', key, store_seconds)
    story = older
  end
  return story
end

-- The key of a story's members: a hash; the sorted set of an older release makes room for it.
local function members_of(story)
  local key = prefix .. 'story:' .. story
  if redis.call('TYPE', key).ok == 'zset' then redis.call('DEL', key) end
  return key
end

-- The younger story becomes an alias of the older, whichever of their members is folded first.
local function merge(younger, older)
  if younger == older then return end
  redis.call('SET', prefix .. 'merged:' .. younger, older, 'EX', store_seconds)
  local from, to = members_of(younger), members_of(older)
  local members = redis.call('HGETALL', from)
  for i = 1, #members, 2 do redis.call('HSET', to, members[i], members[i + 1]) end
  redis.call('DEL', from)
  redis.call('EXPIRE', to, store_seconds)
end

local function told(facts)
  if facts.merged ~= '' then merge(root(facts.merged), root(facts.story)) end
  local key = members_of(root(facts.story))
  if redis.call('HEXISTS', key, facts.id) == 1 or redis.call('HLEN', key) < most then
    redis.call('HSET', key, facts.id, facts.member)
  end
  redis.call('EXPIRE', key, store_seconds)
end

-- What an agency's notice can name within two days, by publisher and agency.
local function wired(facts)
  for _, name in ipairs(facts.wires) do
    local key = prefix .. 'wire:' .. name
    redis.call('ZADD', key, facts.seen_ms, facts.candidate)
    redis.call('ZREMRANGEBYSCORE', key, '-inf', facts.seen_ms - WIRE_MS)
    redis.call('ZREMRANGEBYRANK', key, 0, -WIRE_MOST - 1)
    redis.call('PEXPIRE', key, WIRE_MS)
  end
end

-- Notices that meant no single item wait for an operator until something bears their id.
local function noticed(facts)
  local open = prefix .. 'notice:open'
  if facts.notice ~= '' then
    redis.call('SET', prefix .. 'notice:done:' .. facts.notice, facts.id, 'EX', store_seconds)
    redis.call('ZREM', open, facts.notice)
  elseif facts.unmatched and redis.call('EXISTS', prefix .. 'notice:done:' .. facts.id) == 0 then
    redis.call('ZADD', open, facts.seen_ms, facts.id)
    redis.call('ZREMRANGEBYRANK', open, 0, -OPEN_MOST - 1)
    redis.call('EXPIRE', open, store_seconds)
  end
end

local function stored(facts, record)
  redis.call('SET', prefix .. 'art:' .. facts.id, record, 'EX', store_seconds)
  local history = prefix .. 'ver:' .. facts.id
  if facts.withdrawn then redis.call('DEL', history) end -- what was withdrawn is shown nowhere
  redis.call('HSET', history, facts.version, record)
  redis.call('HDEL', history, facts.version - versions)
  redis.call('EXPIRE', history, store_seconds)
  told(facts)
  wired(facts)
  noticed(facts)
  if facts.of ~= '' then ranked('copies', facts.of, facts.id, facts.seen_ms) end
  for _, desk in ipairs(facts.desks) do
    local timeline = ranked('desk', desk, facts.id, facts.published_ms)
    redis.call('ZREMRANGEBYRANK', timeline, 0, -places - 1)
    local claim = prefix .. 'claim:' .. desk .. ':' .. facts.story
    redis.call('SET', claim, facts.id, 'NX', 'EX', store_seconds)
  end
end

for i = 9, #ARGV, 2 do
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
