-- What is remembered of an article: its standing, the latest text, the last KEPT versions.
--
-- <realm>v:<id>     cmsgpack {kind, of, story, features of the latest, versions};
--                   versions, newest first: {seen_at, values of VERSION}
-- <realm>u:<story>  the older story that this one turned out to be
local KEPT = 5
local TEXT, TITLE, LEAD, FIGURES, WORDS = {1, 8}, {9, 16}, {17, 20}, {21, 24}, {25, 56}  -- features
local VERSION = {"word", "of", "similarity", "changed", "same", "new_in_old", "old_in_new", "merged"}
local NOTHING = {of = "", similarity = -1, changed = "", same = 0, new_in_old = -1, old_in_new = -1,
  merged = ""}
local NONE = {__index = NOTHING}

local function new_version(seen_at, word, of)
  return setmetatable({seen_at = seen_at, word = word, of = of}, NONE)
end

local function unpacked_version(values, of)
  local version = new_version(values[1])
  for at = 2, #values do version[VERSION[at - 1]] = values[at] end
  if version.of == "" then version.of = of end
  return version
end

-- Values at the end that say nothing are left out, and the article's own original is not repeated.
local function packed_version(version, of)
  local values, last = {version.seen_at}, 0
  for at, name in ipairs(VERSION) do
    if version[name] ~= NOTHING[name] then last = at end
  end
  for at = 1, last do values[at + 1] = version[VERSION[at]] end
  if values[3] == of then values[3] = "" end
  return values
end

local function remembered(id)
  local bytes = redis.call("GET", realm .. "v:" .. id)
  if not bytes then return nil end
  local kind, of, story, features, versions = unpack(cmsgpack.unpack(bytes))
  if story == "" then story = of ~= "" and of or id end
  local known = {kind = kind, of = of, story = story, features = features, versions = {}}
  for place, values in ipairs(versions) do known.versions[place] = unpacked_version(values, of) end
  return known
end

local function remember(id, known)
  local versions, story = {}, known.story
  for place, version in ipairs(known.versions) do versions[place] = packed_version(version, known.of) end
  if story == (known.of ~= "" and known.of or id) then story = "" end
  local bytes = cmsgpack.pack({known.kind, known.of, story, known.features, versions})
  redis.call("SET", realm .. "v:" .. id, bytes, "EX", ttl)
end

-- The newest KEPT versions, newest first. A version that is there already stays as it is.
local function add_version(known, version, new)
  local place = 1
  while known.versions[place] and known.versions[place].seen_at > version.seen_at do
    place = place + 1
  end
  local there = known.versions[place]
  if not there or there.seen_at < version.seen_at then
    table.insert(known.versions, place, version)
    known.versions[KEPT + 1] = nil
  end
  if place == 1 then known.features = new.features end
end

-- The version of that moment, if it was decided; what is older than the kept ones is superseded.
local function decided(known, seen_at)
  for _, version in ipairs(known.versions) do
    if version.seen_at == seen_at then return version end
  end
  if seen_at < known.versions[1].seen_at then return new_version(seen_at, "superseded", known.of) end
end

local function feature(features, part) return sub(features, part[1], part[2]) end

local function differ(known, new, part)
  return feature(known.features, part) ~= feature(new.features, part)
end

-- Jaccard of two sets of words: 4 bits of the smallest hash in each of 64 bins, 0 = none.
local function similarity(known, new)
  local a, b = feature(known.features, WORDS), feature(new.features, WORDS)
  local filled, both, same = 0, 0, 0
  local function bin(one, other)
    if one + other > 0 then filled = filled + 1 end
    if one * other > 0 then both = both + 1 end
    if one * other > 0 and one == other then same = same + 1 end
  end
  for at = 1, #a do
    local one, other = byte(a, at), byte(b, at)
    bin(math.floor(one / 16), math.floor(other / 16))
    bin(one % 16, other % 16)
  end
  if filled == 0 then return 1 end
  return math.max(0, (same - both / 15) / (14 / 15)) / filled  -- 1 of 15 are equal by chance
end

local function changes(known, new)
  local changed = {}
  if differ(known, new, TITLE) then changed[#changed + 1] = "headline" end
  if differ(known, new, LEAD) then changed[#changed + 1] = "lead" end
  if differ(known, new, FIGURES) then changed[#changed + 1] = "numbers" end
  if differ(known, new, TEXT) then changed[#changed + 1] = "text" end
  return table.concat(changed, " ")
end

-- The story that this one belongs to by now. (Mergers of mergers end after 8 steps.)
local function story_now(story)
  for _ = 1, 8 do
    local older = redis.call("GET", realm .. "u:" .. story)
    if not older then return story end
    story = older
  end
  return story
end
