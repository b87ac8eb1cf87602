-- How much of one text stands in another, measured from two sketches (streams/sketch.py), and
-- whether that makes them the same story told again. Constants: measured by tests/benchmarks/dedup.
local WIDTH = 3           -- bytes of a sampled hash
local FULL_BODY = 256 * WIDTH  -- a body sample of this length was cut
local EIGHTH = "\128\0\0"  -- body samples end here, if they were not cut
local END = "\255\255\255\255"  -- above every hash
local ALL_LEAD = 80       -- texts of so few shingles are sampled as leads all through
local SAME = 0.60         -- of one text in the other
local SAME_LEAD, WITH_LEAD = 0.80, 0.40  -- or this much of its lead, with this much of all of it
local SHORT, BOTH_SHORT, SAME_SHORT = 40, 60, 0.85  -- shingles of short texts, which need more
local SURE = 0.90         -- no guard speaks above
local NUMBERS, DENSE, LONG, SAME_NUMBERS = 3, 0.025, 400, 0.50  -- the guard for templates

local function set_of(sample)
  local set = {}
  for at = 1, #sample, WIDTH do set[sub(sample, at, at + WIDTH - 1)] = true end
  return set
end

-- How many of the hashes of `sample` below `limit` there are, and how many stand in `set`.
local function count(sample, set, limit)
  local all, shared = 0, 0
  for at = 1, #sample, WIDTH do
    local hash = sub(sample, at, at + WIDTH - 1)
    if hash >= limit then break end
    all = all + 1
    if set[hash] then shared = shared + 1 end
  end
  return all, shared
end

-- The value up to which both body samples are complete.
local function common_limit(one, other)
  local limit = EIGHTH
  for _, body in ipairs({one, other}) do
    if #body >= FULL_BODY then
      local last = sub(body, -WIDTH)
      if last < limit then limit = last end
    end
  end
  return limit
end

-- What the lead's sample has beyond the body's: it is sorted, and twice as dense.
local function rest_of_lead(sketch)
  local limit = common_limit(sketch.body, sketch.body)
  for at = 1, #sketch.lead, WIDTH do
    if sub(sketch.lead, at, at + WIDTH - 1) > limit then return sub(sketch.lead, at) end
  end
  return ""
end

local function share(part, whole) return whole > 0 and part / whole or 0 end

-- The sets of a sketch that many others are compared with.
local function prepared(sketch)
  if not sketch.bodies then
    sketch.bodies, sketch.leads = set_of(sketch.body), set_of(sketch.lead)
    sketch.figures = set_of(sketch.numbers)
  end
  return sketch
end

-- {new_in_old, old_in_new, lead = share of new's lead in old, shared = hashes both have}
local function overlap(new, old)
  local limit = common_limit(new.body, old.body)
  local all_new = count(new.body, new.bodies, limit)
  local all_old, shared = count(old.body, new.bodies, limit)
  local _, lead = count(old.body, new.leads, EIGHTH)
  local rest, more = count(old.rest, new.leads, END)
  lead = lead + more
  local found = {
    new_in_old = share(shared, all_new), old_in_new = share(shared, all_old), shared = shared,
    lead = share(lead, #new.lead / WIDTH), leads = lead,
  }
  if lead >= 3 and new.shingles <= ALL_LEAD and found.lead > found.new_in_old then
    found.new_in_old, found.shared = found.lead, lead
  end
  local every_old = #old.body / WIDTH + rest
  if lead >= 3 and old.shingles <= ALL_LEAD and share(lead, every_old) > found.old_in_new then
    found.old_in_new, found.shared = share(lead, every_old), math.max(lead, found.shared)
  end
  return found
end

local function enough_of_short(new, old, found)
  if new.shingles >= SHORT and old.shingles >= SHORT then return true end
  if new.shingles < BOTH_SHORT and old.shingles < BOTH_SHORT then
    return math.min(found.new_in_old, found.old_in_new) >= SAME_SHORT
  end
  return math.max(found.new_in_old, found.old_in_new) >= SAME_SHORT
end

-- Two items of one template have the same words and other numbers.
local function other_numbers(new, old)
  local mine, theirs = #new.numbers / WIDTH, #old.numbers / WIDTH
  if math.min(mine, theirs) < NUMBERS or math.max(new.shingles, old.shingles) > LONG then
    return false
  end
  if math.min(mine / new.shingles, theirs / old.shingles) < DENSE then return false end
  local _, shared = count(old.numbers, new.figures, END)
  return shared / math.min(mine, theirs) < SAME_NUMBERS
end

-- The overlap found, with its score; `guard` is why it makes `new` no copy of `old`, if so.
local function judged(new, old)
  local found = overlap(new, old)
  local score = math.max(found.new_in_old, found.old_in_new)
  local same = score >= SAME and (found.shared >= 3 or found.shared >= 2 and score >= 0.99)
  if not same and found.lead >= SAME_LEAD and found.leads >= 6 and found.new_in_old >= WITH_LEAD then
    same, score = true, math.max(score, SAME)
    found.new_in_old = math.max(found.new_in_old, SAME)
  end
  found.score = score
  if not same then found.guard = "overlap"
  elseif not enough_of_short(new, old, found) then found.guard = "short"
  elseif score < SURE and other_numbers(new, old) then found.guard = "numbers" end
  return found
end

local function kind_of(found)
  if found.new_in_old >= SAME then return found.old_in_new >= SAME and "near" or "subset" end
  return "superset"
end
