-- What dedup says of a batch of articles, decided and recorded at once (design, section 5).
-- Asked again for the same (id, seen_at), the stored word comes again.
--
-- Answers per article: word, kind, of, story, similarity, changed, same (text as of's), share of
-- the new text in the old, of the old in the new, the younger story that was merged; shares and
-- similarity in thousandths, -1 = none
local OWN = 0.85  -- a copy with less than this of its text in the original can itself be copied

-- A whole number takes a third of the bytes of a fraction.
local function thousandths(share) return math.floor(share * 1000 + 0.5) end

-- Among equals, one that has the text comes before one that the text has, and more beside it.
local function closeness(found)
  return found.score + (kind_of(found) == "superset" and 0 or 0.1)
end

-- What is found of a text: its postings, what it copies, and how much of it its own id had before.
local function recognised(new)
  local seen = {own = 0, matches = {}}
  if new.claims == "" then return seen end
  seen.postings = look_up(new)
  for _, owner in ipairs(candidates(seen.postings)) do
    local old = record_of(owner)
    if old and old.id == new.id then
      seen.own = math.max(seen.own, overlap(new, old).new_in_old)
      seen.own_record = seen.own_record or old
    elseif old then
      local found = judged(new, old)
      if not found.guard then seen.matches[#seen.matches + 1] = {old = old, found = found} end
    end
  end
  table.sort(seen.matches, function(one, other)
    local mine, theirs = closeness(one.found), closeness(other.found)
    if mine ~= theirs then return mine > theirs end
    return one.old.owner < other.old.owner
  end)
  return seen
end

-- The article that has the very text, if it is another one that is still remembered.
local function twin_of(new, seen)
  local owner = seen.postings and seen.postings.owners[1]
  local old = owner and record_of(owner)
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
  for _, match in ipairs(version.word == "near" and seen.matches or {}) do
    local other = match ~= best and kind_of(match.found) == "near" and remembered(match.old.id)
    local story = other and story_now(other.story) or known.story
    if story ~= known.story then
      local first, second = known.story, story
      if match.old.owner < best.old.owner then first, second = story, known.story end
      redis.call("SET", realm .. "u:" .. second, first, "EX", ttl)
      known.story, version.merged = first, second
      return
    end
  end
end

local function note(version, match, seen)
  version.new_in_old = thousandths(match.found.new_in_old)
  version.old_in_new = thousandths(match.found.old_in_new)
  seen.told_again = match.old
end

-- The first version of a page that names another's address as its own.
local function second_address(new)
  local original = new.alias ~= "" and new.alias ~= new.id and remembered(new.alias)
  if not original then return nil end
  local story = story_now(original.story)
  return {kind = "exact", of = new.alias, story = story, versions = {}},
    new_version(new.seen_at, "exact", new.alias)
end

-- What the first version of an id is: another's text, another's address, or new.
local function first_version(new, seen)
  local twin = twin_of(new, seen)
  if not twin then
    local known, version = second_address(new)
    if known then return known, version end
  end
  local match = twin or best_of(seen)
  if not match then
    return {kind = "new", of = "", story = new.id, versions = {}}, new_version(new.seen_at, "new")
  end
  local word = twin and "exact" or kind_of(match.found)
  local known = {
    kind = word, of = match.old.id, story = story_now(match.known.story), versions = {},
  }
  local version = new_version(new.seen_at, word, match.old.id)
  version.same = twin and 1 or 0
  merge(version, known, match, seen)
  note(version, match, seen)
  return known, version
end

local function next_version(known, new, seen)
  local version = new_version(new.seen_at, "update", known.of)
  version.changed = changes(known, new)
  version.similarity = thousandths(similarity(known, new))
  known.story = story_now(known.story)
  local match = twin_of(new, seen)
  if match then version.of, version.same = match.old.id, 1 end
  for _, one in ipairs(match and {} or seen.matches) do
    if one.old.id == known.of then match = one end
  end
  if match then note(version, match, seen) end
  return version
end

-- Keeps in the name of new.id what nobody had, if the text is mostly its own; else gives it back.
local function claim(new, share, seen)
  local found, own = seen.postings, seen.own_record and seen.own_record.owner
  if not found then return end
  if share < OWN and new.era then
    add_record(new.era, packed_sketch(new))
    return
  end
  give_back(found)
  if found.mine[1] and own and own >= 0 then  -- the whole of it is the article's that had most of it
    set_posting(current, found.buckets[1], found.fields[1], own)
  end
end

-- A story that lives does not age out.
local function keep_alive(seen)
  if not seen.told_again then return end
  redis.call("EXPIRE", realm .. "v:" .. seen.told_again.id, ttl)
  carry_forward(seen.told_again, seen.postings)
end

local function unchanged(known, new)
  if differ(known, new, TEXT) or differ(known, new, TITLE) then return nil end
  local version = new_version(new.seen_at, "unchanged", known.of)
  version.similarity = 1000
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
    new.era = current
    seen = recognised(new)
    if known then version = next_version(known, new, seen)
    else known, version = first_version(new, seen) end
    claim(new, version.same == 1 and 1 or math.max(seen.own, version.new_in_old / 1000), seen)
    keep_alive(seen)
  end
  add_version(known, version, new)
  remember(new.id, known)
  return known, version
end

-- A copy may come before its original here, and the original may have another text by now: what a
-- copy has of it that nobody claims yet, it claims in the original's name.
local function fill(new)
  local known = remembered(new.id)
    or {kind = new.kind, of = new.of, story = new.story, versions = {}}
  local version = new_version(new.seen_at, new.word, new.of)
  add_version(known, version, new)
  remember(new.id, known)
  new.era = era_of(new.seen_at / 1000)
  local seen, share = recognised(new), 0
  if new.word == "exact" or (tonumber(new.known) or -1) >= OWN then
    new.id = new.of
    share = seen.postings and seen.postings.owners[1] and 1 or 0
    if seen.matches[1] then share = math.max(share, seen.matches[1].found.new_in_old) end
  end
  claim(new, math.max(seen.own, share), seen)
  return known, version
end

-- What is found of two texts, and the guard that speaks against it.
local function compare(new, old)
  local found = judged(new, as_record(packed_sketch(old)))
  return {
    thousandths(found.new_in_old), thousandths(found.old_in_new), thousandths(found.lead),
    thousandths(found.opening), thousandths(found.old_opening), thousandths(found.numbers),
    found.shared, found.guard or "",
  }
end

local asked, answers = articles(), {}
if mode == "compare" then return compare(asked[1], asked[2]) end
for place, new in ipairs(asked) do
  local known, version = (mode == "ask" and ask or fill)(new)
  answers[place] = {
    version.word, known.kind, version.of, known.story, version.similarity, version.changed,
    version.same, version.new_in_old, version.old_in_new, version.merged,
  }
end
let_end()
return answers
