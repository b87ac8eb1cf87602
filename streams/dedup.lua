-- What dedup says of a batch of articles, decided and recorded at once (design, section 5).
-- Asked again for the same (id, seen_at), the stored word comes again.
--
-- KEYS[1]  realm of one language, "{nd:ro}": all keys below begin with it, so they share a slot
-- ARGV[1]  "ask": decide, and record; refused while the realm's marker is missing
--          "fill": record what was decided once, when a lost memory is filled again
-- ARGV[2]  seconds that keys live
-- then per article the values named in FIELDS: seen_at in milliseconds, alias = the id of its
-- canonical URL, claims = "1" for whole stories, the last four only for "fill"
-- Answers per article: word, kind, of, story, similarity (-1 = none), changed, same (text as of's)
--
-- <realm>v:<id>      cmsgpack {kind, of, story, FEATURES of the latest, versions};
--                    versions, newest first: {seen_at, word, of, similarity, changed, same}
-- <realm>x:<folded>  id of the first article that had this text
local realm, asked, ttl = KEYS[1], ARGV[1] == "ask", tonumber(ARGV[2])
local KEPT = 5
local FULL = 512  -- bytes of a sample that was cut (KEPT_WORDS of streams/fingerprint.py)
local FEATURES = {"text", "title", "lead", "numbers", "words"}
local FIELDS = {
  "id", "seen_at", "alias", "claims", "folded", "text", "title", "lead", "numbers", "words",
  "word", "kind", "of", "story",
}

if asked and redis.call("EXISTS", realm .. "filled") == 0 then
  return redis.error_reply("NOTFILLED")
end

local function remembered(id)
  local bytes = redis.call("GET", realm .. "v:" .. id)
  return bytes and cmsgpack.unpack(bytes)
end

local function remember(id, known)
  redis.call("SET", realm .. "v:" .. id, cmsgpack.pack(known), "EX", ttl)
end

-- The article that first had this text, if it is another one that is still remembered.
local function first_with(folded, id)
  local owner = redis.call("GET", realm .. "x:" .. folded)
  if not owner or owner == id then return nil end
  local known = remembered(owner)
  if known then
    redis.call("EXPIRE", realm .. "v:" .. owner, ttl)  -- a story that lives does not age out
    redis.call("EXPIRE", realm .. "x:" .. folded, ttl)
  end
  return known and owner, known
end

local function claim(new, id)
  if new.claims == "" then return end
  local key = realm .. "x:" .. new.folded
  local owner = redis.call("GET", key)
  if not owner or owner == id or not remembered(owner) then
    redis.call("SET", key, id, "EX", ttl)
  end
end

local function word_at(sample, place)
  return (struct.unpack(">I4", sample, place))  -- alone: unpack tells the next place, too
end

-- Jaccard of two sets of words, from the part of both samples that is complete.
local function similarity(a, b)
  if #a == 0 or #b == 0 then return a == b and 1 or 0 end
  local limit = 4294967295
  if #a >= FULL then limit = math.min(limit, word_at(a, FULL - 3)) end
  if #b >= FULL then limit = math.min(limit, word_at(b, FULL - 3)) end
  local seen, total, shared = {}, 0, 0
  for at = 1, #a, 4 do
    local word = word_at(a, at)
    if word <= limit then seen[word] = true; total = total + 1 end
  end
  for at = 1, #b, 4 do
    local word = word_at(b, at)
    if word <= limit then
      if seen[word] then shared = shared + 1 else total = total + 1 end
    end
  end
  return shared / total
end

local function changes(known, new)
  local changed = {}
  if known.title ~= new.title then changed[#changed + 1] = "headline" end
  if known.lead ~= new.lead then changed[#changed + 1] = "lead" end
  if known.numbers ~= new.numbers then changed[#changed + 1] = "numbers" end
  if known.text ~= new.text then changed[#changed + 1] = "text" end
  return table.concat(changed, " ")
end

-- The newest KEPT versions, newest first. A version that is there already stays as it is.
local function add_version(known, version)
  local place = 1
  while known.versions[place] and known.versions[place].seen_at > version.seen_at do
    place = place + 1
  end
  local there = known.versions[place]
  if not there or there.seen_at < version.seen_at then
    table.insert(known.versions, place, version)
    known.versions[KEPT + 1] = nil
  end
  return place == 1
end

local function set_latest(known, new)
  for _, field in ipairs(FEATURES) do known[field] = new[field] end
end

-- What the first version of an id is: another's text, another's address, or new.
local function first_version(new)
  local known = {kind = "new", of = "", story = new.id, versions = {}}
  local version = {seen_at = new.seen_at, of = "", similarity = -1, changed = "", same = 0}
  local of, original = first_with(new.folded, new.id)
  if of then
    version.same = 1
  elseif new.alias ~= "" and new.alias ~= new.id then
    of, original = new.alias, remembered(new.alias)
  end
  if original then
    known.kind, known.of, known.story, version.of = "exact", of, original.story, of
  end
  version.word = known.kind
  return known, version
end

local function next_version(known, new)
  local version = {seen_at = new.seen_at, of = known.of, similarity = 1, changed = "", same = 0}
  if known.text == new.text and known.title == new.title then
    version.word = "unchanged"
    return version
  end
  version.word, version.changed = "update", changes(known, new)
  version.similarity = similarity(known.words, new.words)
  local of = first_with(new.folded, new.id)
  if of then version.of, version.same = of, 1 end
  return version
end

local function decided(known, seen_at)
  for _, version in ipairs(known.versions) do
    if version.seen_at == seen_at then return version end
  end
  if seen_at < known.versions[1].seen_at then
    return {word = "superseded", of = known.of, similarity = -1, changed = "", same = 0}
  end
end

local function ask(new)
  local known, version = remembered(new.id), nil
  if known then
    version = decided(known, new.seen_at)
    if version then
      redis.call("EXPIRE", realm .. "v:" .. new.id, ttl)
      return known, version
    end
    version = next_version(known, new)
  else
    known, version = first_version(new)
  end
  add_version(known, version)
  set_latest(known, new)
  remember(new.id, known)
  claim(new, new.id)
  return known, version
end

local function fill(new)
  local known = remembered(new.id)
    or {kind = new.kind, of = new.of, story = new.story, versions = {}}
  local version = {
    seen_at = new.seen_at, word = new.word, of = new.of, similarity = -1, changed = "", same = 0,
  }
  if add_version(known, version) then set_latest(known, new) end
  remember(new.id, known)
  -- A copy may come before its original here; and the original may have another text by now.
  claim(new, new.word == "exact" and new.of or new.id)
  return known, version
end

local answers = {}
for at = 3, #ARGV, #FIELDS do
  local new = {}
  for place, field in ipairs(FIELDS) do new[field] = ARGV[at + place - 1] end
  new.seen_at = tonumber(new.seen_at)
  local known, version = (asked and ask or fill)(new)
  answers[#answers + 1] = {
    version.word, known.kind, version.of, known.story,
    tostring(version.similarity), version.changed, version.same,
  }
end
return answers
