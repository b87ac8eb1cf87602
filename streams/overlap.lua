-- How much of one text stands in another, and whether that makes them the same story told again.
-- Of the old text there is a sample of its shingles (streams/sketch.py): by value one in 8, of the
-- lead one in 2, of a short text all. Constants: measured by tests/benchmarks/dedup.
local WIDTH = 3  -- bytes of a hash
local MOST_BODY = 256 * WIDTH  -- a longer body sample is cut
local EIGHTH, HALF, END = "\32\0\0", "\128\0\0", "\255\255\255\255"  -- where samples end
local WHOLE = 80  -- texts of so few shingles are kept whole
local OPENING = 24  -- shingles by which a text begins
local THIN = 4  -- hashes: fewer say nothing
local END_OF_TEXT = math.huge
local SAME = 0.57  -- of one text in the other
local LEAD_ALONE, WITH_LEAD, LEADS = 0.80, 0.40, 6  -- or of its lead, with so much of all of it
local BOILERPLATE, SAME_LEAD, LEAST = 120, 0.55, 0.15  -- or less, where little else stands
local SHORT, BOTH_SHORT = 40, 60  -- shingles of short texts, which need more:
local SAME_SHORT, SHORT_IN_LONG = 0.85, 0.75  -- of both, or of the short one in a long one
local SURE = 0.90  -- no guard speaks above
local BRIEF, OTHER_LEADS = 150, 0.40  -- brief items that share boilerplate have other leads
local NUMBERS, DENSE, LONG = 3, 0.025, 400  -- the guard for templates: least numbers, their share of
local SAME_NUMBERS, FEW_NUMBERS = 0.50, 0.25  -- the words, longest text; most must agree, or some

-- Whether a hash stands in a sample. (One search in C is faster than a Lua table of the sample.)
local function has(sample, hash)
  local at = string.find(sample, hash, 1, true)
  while at and at % WIDTH ~= 1 do at = string.find(sample, hash, at + 1, true) end
  return at ~= nil
end

-- How many of the hashes of a sorted sample below `limit` there are, and how many the other has.
local function count(sample, other, limit)
  local all, shared = 0, 0
  for at = 1, #sample, WIDTH do
    local hash = sub(sample, at, at + WIDTH - 1)
    if hash >= limit then break end
    all = all + 1
    if has(other, hash) then shared = shared + 1 end
  end
  return all, shared
end

-- The same for a sample in the order of the text; at most `most` of them are looked at.
local function count_first(sample, other, limit, most)
  local all, shared = 0, 0
  for at = 1, #sample, WIDTH do
    local hash = sub(sample, at, at + WIDTH - 1)
    if hash < limit and all < most then
      all = all + 1
      if has(other, hash) then shared = shared + 1 end
    end
  end
  return all, shared
end

-- Where in a sorted sample the first hash stands that is not below the limit.
local function place_of(sample, limit)
  local low, high = 0, #sample / WIDTH
  while low < high do
    local middle = math.floor((low + high) / 2)
    if sub(sample, middle * WIDTH + 1, (middle + 1) * WIDTH) < limit then low = middle + 1
    else high = middle end
  end
  return low * WIDTH + 1
end

local function body_of(new)
  return sub(new.every, 1, math.min(MOST_BODY, place_of(new.every, EIGHTH) - 1))
end

-- The value below which a body sample is complete.
local function limit_of(body) return #body >= MOST_BODY and sub(body, -WIDTH) or EIGHTH end

-- What the lead's sample has beyond the body's, in the order of the text.
local function rest_of_lead(new, body)
  local limit, rest = limit_of(body), {}
  for at = 1, #new.lead, WIDTH do
    local hash = sub(new.lead, at, at + WIDTH - 1)
    if hash >= limit then rest[#rest + 1] = hash end
  end
  return table.concat(rest)
end

local function share(part, whole) return whole > 0 and part / whole or 0 end

-- The shares of either text that stand in the other, of either opening that stands in the other
-- text, of the new lead, and how many sampled shingles say so.
local function overlap(new, old)
  local limit, whole = limit_of(old.body), old.shingles <= WHOLE
  local both, dense = old.body .. old.rest, whole and END or HALF
  local found = {}
  local function shares(name, all, shared)
    found[name] = share(shared, all)
    return all, shared
  end
  local _, shared = shares("new_in_old", count(new.every, old.body, limit))
  local _, leads = shares("lead", count_first(new.lead, both, dense, WHOLE))
  local thin, thin_shared = count_first(new.lead, old.body, limit, WHOLE)
  if thin >= THIN then found.lead = math.max(found.lead, share(thin_shared, thin)) end
  local all, old_shared = shares("old_in_new", count_first(old.body, new.every, END, END_OF_TEXT))
  if whole then
    local rest, rest_shared = count_first(old.rest, new.every, END, END_OF_TEXT)
    old_shared = old_shared + rest_shared
    shares("old_in_new", all + rest, old_shared)
  end
  local every = whole and new.shingles <= WHOLE
  shares("opening", count_first(new.lead, both, dense, every and OPENING or OPENING / 2))
  shares("old_opening", count_first(old.rest, new.every, END, OPENING * (whole and 7 or 3) / 8))
  if new.shingles <= WHOLE and (whole or found.lead > found.new_in_old) then
    found.new_in_old = found.lead
  end
  found.leads = leads
  found.shared = math.max(shared, old_shared, new.shingles <= WHOLE and leads or 0)
  return found
end

local function enough_of_short(new, old, found)
  if new.shingles >= SHORT and old.shingles >= SHORT then return true end
  if new.shingles < BOTH_SHORT and old.shingles < BOTH_SHORT then
    return math.min(found.new_in_old, found.old_in_new) >= SAME_SHORT
  end
  return math.max(found.new_in_old, found.old_in_new) >= SHORT_IN_LONG
end

-- Brief items with the same long boilerplate begin in different ways.
local function other_leads(new, old, found)
  return math.min(new.shingles, old.shingles) < BRIEF
    and math.max(found.opening, found.old_opening) < OTHER_LEADS
end

-- Two items of one template have the same words and other numbers.
local function other_numbers(new, old, found)
  local mine, theirs = #new.numbers / WIDTH, #old.numbers / WIDTH
  local _, shared = count(old.numbers, new.numbers, END)
  found.numbers = share(shared, math.min(mine, theirs))
  if math.min(mine, theirs) < NUMBERS then return false end
  if math.max(new.shingles, old.shingles) > LONG then return false end
  if math.min(mine / new.shingles, theirs / old.shingles) < DENSE then return false end
  return found.numbers <= (found.score < SURE and SAME_NUMBERS or FEW_NUMBERS)
end

-- An excerpt that came with other text: the lead is the old one's, and what is not is as much as
-- boilerplate can be. (Pages of one outlet share leads, too, their menus; but not little else.)
local function is_excerpt(new, old, found)
  if math.max(new.shingles, old.shingles) <= WHOLE then return false end
  local strange = new.shingles * (1 - found.new_in_old)
  if found.lead >= LEAD_ALONE and found.leads >= LEADS and found.new_in_old >= WITH_LEAD then
    return true
  end
  if strange > BOILERPLATE or found.leads < LEADS or found.new_in_old < LEAST then return false end
  if #new.numbers / WIDTH >= NUMBERS and found.numbers <= FEW_NUMBERS then return false end
  return math.max(found.lead, math.min(found.opening, found.old_opening)) >= SAME_LEAD
end

-- The overlap found, with its score; `guard` is why it makes `new` no copy of `old`, if so.
local function judged(new, old)
  local found = overlap(new, old)
  found.score = math.max(found.new_in_old, found.old_in_new)
  found.old_in_length = found.old_in_new * share(old.shingles, new.shingles)
  local numbers = other_numbers(new, old, found)
  local same = found.score >= SAME and found.shared >= 3
  if not same and is_excerpt(new, old, found) then
    same, found.score, found.new_in_old = true, SAME, math.max(found.new_in_old, SAME)
  end
  if not same then found.guard = "overlap"
  elseif not enough_of_short(new, old, found) then found.guard = "short"
  elseif found.score < SURE and other_leads(new, old, found) then found.guard = "leads"
  elseif numbers then found.guard = "numbers" end
  return found
end

-- Both shares are of the same shingles: by the lengths the old one's tells how much of the new text it
-- is. In a thin sample that is the surer word, since what contains another text is longer.
local function kind_of(found)
  if math.max(found.new_in_old, found.old_in_length) < SAME then return "superset" end
  return found.old_in_new >= SAME and "near" or "subset"
end
