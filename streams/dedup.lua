-- What dedup says of a batch of articles, decided and recorded at once (design, section 5).
-- Asked again for the same (id, seen_at), the stored word comes again.
--
-- KEYS[1]  realm of one language, "{nd:ro}": all keys below begin with it, so they share a slot
-- ARGV[1]  "ask": decide, and record; refused while the realm's marker is missing
--          "fill": record what was decided once, when a lost memory is filled again
-- ARGV[2]  seconds that verdicts live; [3] length of a window, [4] the present moment, seconds;
-- ARGV[5]  how many buckets the postings of a window have: a power of 2 from 2^8 to 2^24
-- then per article the values named in FIELDS: seen_at in milliseconds, alias = the id of its
-- canonical URL, claims = "1" for whole stories, the last five only for "fill"
-- Answers per article: the values named in ANSWER; similarity and shares -1 = none
--
-- <realm>v:<id>       cmsgpack {kind, of, story, FEATURES of the latest, versions};
--                     versions, newest first: {seen_at, values of VERSION}
-- <realm>u:<story>    the older story that this one turned out to be
local KEPT = 5
local OWN = 0.85  -- a copy with less than this of its text in the original can itself be copied
local HEAD = 5
local FEATURES = {"text", "title", "lead_text", "figures_text", "words"}
local FIELDS = {
  "id", "seen_at", "alias", "claims", "folded", "text", "title", "lead_text", "figures_text",
  "words", "shingles", "claimed", "body", "lead", "numbers", "word", "kind", "of", "story", "known",
}
local VERSION = {"word", "of", "similarity", "changed", "same", "new_in_old", "old_in_new", "merged"}
local EMPTY = {of = "", similarity = -1, changed = "", same = 0, new_in_old = -1, old_in_new = -1,
  merged = ""}

if asked and redis.call("EXISTS", realm .. "filled") == 0 then
  return redis.error_reply("NOTFILLED")
end

local function remembered(id)
  local bytes = redis.call("GET", realm .. "v:" .. id)
  if not bytes then return nil end
  local kind, of, story, features, versions = unpack(cmsgpack.unpack(bytes))
  local known = {kind = kind, of = of, story = story == "" and id or story, versions = {}}
  for place, name in ipairs(FEATURES) do known[name] = features[place] end
  for place, values in ipairs(versions) do
    local version = {seen_at = values[1]}
    for at, name in ipairs(VERSION) do
      version[name] = values[at + 1]
      if version[name] == nil then version[name] = EMPTY[name] end
    end
    known.versions[place] = version
  end
  return known
end

-- Values at the end that say nothing are left out.
local function packed_version(version)
  local values, last = {version.seen_at}, 0
  for at, name in ipairs(VERSION) do
    values[at + 1] = version[name]
    if version[name] ~= EMPTY[name] then last = at end
  end
  for at = last + 1, #VERSION do values[at + 1] = nil end
  return values
end

local function remember(id, known)
  local features, versions = {}, {}
  for place, name in ipairs(FEATURES) do features[place] = known[name] end
  for place, version in ipairs(known.versions) do versions[place] = packed_version(version) end
  local story = known.story ~= id and known.story or ""
  local bytes = cmsgpack.pack({known.kind, known.of, story, features, versions})
  redis.call("SET", realm .. "v:" .. id, bytes, "EX", ttl)
end

local function no_version(seen_at)
  local version = {seen_at = seen_at}
  for name, nothing in pairs(EMPTY) do version[name] = nothing end
  return version
end

-- The story that this one belongs to by now.
local function story_now(story)
  for _ = 1, 8 do
    local older = redis.call("GET", realm .. "u:" .. story)
    if not older then return story end
    story = older
  end
  return story
end

-- What is found of a text: its postings, what it copies, and how much of it its own id had before.
local function recognised(new)
  local seen = {postings = {}, own = 0, matches = {}}
  if new.claims == "" then return seen end
  seen.whole = {bucket = bucket_of(new.folded, 1), field = string.sub(new.folded, 4, 11)}
  seen.whole.owner = owner_of(seen.whole.bucket, seen.whole.field)
  seen.postings = look_up(new)
  prepared(new)
  for _, owner in ipairs(candidates(seen.postings)) do
    local old = record_of(owner)
    if old and old.id == new.id then
      seen.own = math.max(seen.own, overlap(new, old).new_in_old)
      seen.own_record = seen.own_record or old
    elseif old then
      local found = same_story(new, old)
      if found then seen.matches[#seen.matches + 1] = {old = old, found = found} end
    end
  end
  table.sort(seen.matches, function(one, other)
    if one.found.score ~= other.found.score then return one.found.score > other.found.score end
    return older(one.old.owner, other.old.owner)
  end)
  return seen
end

-- The article that has the very text, if it is another one that is still remembered.
local function twin_of(new, seen)
  local old = seen.whole and seen.whole.owner and record_of(seen.whole.owner)
  if not old or old.id == new.id then return nil end
  local known = remembered(old.id)
  return known and {old = old, known = known, found = {new_in_old = 1, old_in_new = 1}}
end

-- The best match whose article is still remembered.
local function best_of(seen)
  for _, match in ipairs(seen.matches) do
    match.known = remembered(match.old.id)
    if match.known then return match end
  end
end

-- A text that is near to members of two stories shows that they are one: the younger is told of.
local function merge(version, known, best, seen)
  if version.word ~= "near" then return end
  for _, match in ipairs(seen.matches) do
    local other = match ~= best and kind_of(match.found) == "near" and remembered(match.old.id)
    local story = other and story_now(other.story) or known.story
    if story ~= known.story then
      local first, second = known.story, story
      if older(match.old.owner, best.old.owner) then first, second = story, known.story end
      redis.call("SET", realm .. "u:" .. second, first, "EX", ttl)
      known.story, version.merged = first, second
      return
    end
  end
end

-- A story that lives does not age out.
local function keep_alive(match, seen)
  redis.call("EXPIRE", realm .. "v:" .. match.old.id, ttl)
  seen.postings[#seen.postings + 1] = seen.whole
  carry_forward(match.old, seen.postings)
  seen.postings[#seen.postings] = nil
end

-- What the first version of an id is: another's text, another's address, or new.
local function first_version(new, seen)
  local known = {kind = "new", of = "", story = new.id, versions = {}}
  local version = no_version(new.seen_at)
  local match = twin_of(new, seen)
  if match then
    known.kind, version.same = "exact", 1
  elseif new.alias ~= "" and new.alias ~= new.id and remembered(new.alias) then
    known.kind, known.of = "exact", new.alias
    known.story = story_now(remembered(new.alias).story)
  else
    match = best_of(seen)
    if match then known.kind = kind_of(match.found) end
  end
  version.word = known.kind
  if match then
    known.of, known.story = match.old.id, story_now(match.known.story)
    version.new_in_old, version.old_in_new = match.found.new_in_old, match.found.old_in_new
    merge(version, known, match, seen)
    keep_alive(match, seen)
  end
  version.of = known.of
  return known, version
end

-- Jaccard of two sets of words: 4 bits of the smallest hash in each of 128 bins, 0 = none.
local function similarity(a, b)
  local filled, both, same = 0, 0, 0
  for at = 1, #a do
    local one, other = string.byte(a, at), string.byte(b, at)
    for _, pair in ipairs({{math.floor(one / 16), math.floor(other / 16)}, {one % 16, other % 16}}) do
      if pair[1] + pair[2] > 0 then filled = filled + 1 end
      if pair[1] * pair[2] > 0 then
        both = both + 1
        if pair[1] == pair[2] then same = same + 1 end
      end
    end
  end
  if filled == 0 then return a == b and 1 or 0 end
  return math.max(0, (same - both / 15) / (14 / 15)) / filled  -- 1 of 15 are equal by chance
end

local function changes(known, new)
  local changed = {}
  if known.title ~= new.title then changed[#changed + 1] = "headline" end
  if known.lead_text ~= new.lead_text then changed[#changed + 1] = "lead" end
  if known.figures_text ~= new.figures_text then changed[#changed + 1] = "numbers" end
  if known.text ~= new.text then changed[#changed + 1] = "text" end
  return table.concat(changed, " ")
end

local function next_version(known, new, seen)
  local version = no_version(new.seen_at)
  version.of, version.word, version.changed = known.of, "update", changes(known, new)
  version.similarity = similarity(known.words, new.words)
  known.story = story_now(known.story)
  local match = twin_of(new, seen)
  if match then
    version.of, version.same = match.old.id, 1
  else
    for _, one in ipairs(seen.matches) do
      if one.old.id == known.of then match = match or one end
    end
  end
  if match then
    version.new_in_old, version.old_in_new = match.found.new_in_old, match.found.old_in_new
    keep_alive(match, seen)
  end
  return version
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

-- How much of the text was known before it came; what is mostly new can be copied in turn.
local function known_share(new, version, seen)
  if version.same == 1 then return 1 end
  return math.max(seen.own, version.new_in_old)
end

-- Claims in the name of `id` what nobody had, in the generation of the article's time.
local function claim(new, id, share, seen)
  if new.claims == "" or not new.era then return end
  local own = seen.own_record and seen.own_record.owner
  local number = own and own.era == new.era and own.number
  if share < OWN then number = claim_all(new.era, id, new, seen.postings) end
  if number and not seen.whole.owner then
    set_posting(new.era, seen.whole.bucket, seen.whole.field, number)
  end
end

local function decided(known, seen_at)
  for _, version in ipairs(known.versions) do
    if version.seen_at == seen_at then return version end
  end
  if seen_at < known.versions[1].seen_at then
    local version = no_version(seen_at)
    version.word, version.of = "superseded", known.of
    return version
  end
end

local function unchanged(known, new)
  if known.text ~= new.text or known.title ~= new.title then return nil end
  local version = no_version(new.seen_at)
  version.word, version.of, version.similarity = "unchanged", known.of, 1
  return version
end

local function ask(new)
  local known, version, seen = remembered(new.id), nil, nil
  if known then
    version = decided(known, new.seen_at)
    if version then
      redis.call("EXPIRE", realm .. "v:" .. new.id, ttl)
      return known, version
    end
    version = unchanged(known, new)
  end
  if not version then
    seen = recognised(new)
    if known then version = next_version(known, new, seen)
    else known, version = first_version(new, seen) end
  end
  add_version(known, version)
  set_latest(known, new)
  remember(new.id, known)
  if seen then claim(new, new.id, known_share(new, version, seen), seen) end
  return known, version
end

local function fill(new)
  local known = remembered(new.id)
    or {kind = new.kind, of = new.of, story = new.story, versions = {}}
  local version = no_version(new.seen_at)
  version.word, version.of = new.word, new.of
  if add_version(known, version) then set_latest(known, new) end
  remember(new.id, known)
  local share = tonumber(new.known) or -1
  local seen = recognised(new)
  -- A copy may come before its original here; and the original may have another text by now.
  local copied = new.word == "exact" or share >= OWN
  local best = seen.matches[1] and seen.matches[1].found.new_in_old or 0
  if seen.whole and seen.whole.owner then best = 1 end
  claim(new, copied and new.of or new.id, math.max(seen.own, copied and best or -1), seen)
  return known, version
end

local answers = {}
for at = HEAD + 1, #ARGV, #FIELDS do
  local new = {}
  for place, field in ipairs(FIELDS) do new[field] = ARGV[at + place - 1] end
  new.seen_at, new.shingles = tonumber(new.seen_at), tonumber(new.shingles)
  new.era = asked and eras[1] or era_of(new.seen_at / 1000)
  local known, version = (asked and ask or fill)(new)
  answers[#answers + 1] = {
    version.word, known.kind, version.of, known.story, tostring(version.similarity),
    version.changed, version.same, tostring(version.new_in_old), tostring(version.old_in_new),
    version.merged,
  }
end
let_end()
return answers
