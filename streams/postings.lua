-- Who first had a shingle: hashes of postings, in generations of one window; the present one is
-- written, the one before is read, too. What is found there is carried forward, so that a story
-- that lives does not age out, and whole keys end by themselves.
--
-- <realm>p<generation>:<bucket>  hash: 2 bytes of a shingle, or 8 of a whole text → number
-- <realm>d<generation>:<block>   list of BLOCK records: cmsgpack {id, shingles, body, rest, numbers}
-- <realm>n<generation>           how many records the generation has
local BLOCK = 32  -- records of about 240 bytes: one node of a Redis list
local CANDIDATES = 6  -- most texts that are compared with a new one

local function generation(number, window)
  return {
    number = number, ends = math.ceil((number + 2) * window),
    postings = realm .. "p" .. number .. ":", records = realm .. "d" .. number .. ":",
    counter = realm .. "n" .. number, touched = {},
  }
end

local present = math.floor(now / window)
local eras = {generation(present, window), generation(present - 1, window)}

-- The generation of a moment; nil if it has ended.
local function era_of(moment)
  return eras[math.max(1, present - math.floor(moment / window) + 1)]
end

local function bucket_of(hash, at)
  local first, second = string.byte(hash, at, at + 1)
  return string.char(first % masks[1], second % masks[2], string.byte(hash, at + 2))
end

-- {number, generation} of the first text that had this; the present generation is asked first.
local function owner_of(bucket, field)
  for _, era in ipairs(eras) do
    local number = redis.call("HGET", era.postings .. bucket, field)
    if number then return {number = tonumber(number), era = era} end
  end
end

local function set_posting(era, bucket, field, number)
  local key = era.postings .. bucket
  redis.call("HSET", key, field, number)
  era.touched[key] = true
end

local function record_of(owner)
  local block = math.floor(owner.number / BLOCK)
  local packed = redis.call("LINDEX", owner.era.records .. block, owner.number % BLOCK)
  if not packed then return nil end
  local id, shingles, body, rest, numbers = unpack(cmsgpack.unpack(packed))
  return {
    id = id, shingles = shingles, body = body, rest = rest, numbers = numbers, packed = packed,
    owner = owner,
  }
end

local function add_record(era, packed)
  local number = redis.call("INCR", era.counter) - 1
  local key = era.records .. math.floor(number / BLOCK)
  redis.call("RPUSH", key, packed)
  era.touched[key], era.touched[era.counter] = true, true
  return number
end

local function packed_sketch(id, new)
  local rest = {}
  prepared(new)
  each(new.lead, function(hash) if not new.bodies[hash] then rest[#rest + 1] = hash end end)
  return cmsgpack.pack({id, new.shingles, new.body, table.concat(rest), new.numbers})
end

-- All postings of a text with their owners: bucket, field, owner.
local function look_up(new)
  local found = {}
  for at = 1, #new.claimed, 5 do
    local bucket, field = bucket_of(new.claimed, at), string.sub(new.claimed, at + 3, at + 4)
    found[#found + 1] = {bucket = bucket, field = field, owner = owner_of(bucket, field)}
  end
  return found
end

local function older(one, other)
  if one.era ~= other.era then return one.era.number < other.era.number end
  return one.number < other.number
end

-- The texts that own most of these postings, the older first among equals.
local function candidates(found)
  local votes, owners = {}, {}
  for _, posting in ipairs(found) do
    local owner = posting.owner
    if owner then
      local name = owner.era.number .. ":" .. owner.number
      if not votes[name] then votes[name] = 0; owner.name = name; owners[#owners + 1] = owner end
      votes[name] = votes[name] + 1
    end
  end
  local need = #found <= 4 and 1 or 2
  table.sort(owners, function(one, other)
    if votes[one.name] ~= votes[other.name] then return votes[one.name] > votes[other.name] end
    return older(one, other)
  end)
  local best = {}
  for place = 1, math.min(CANDIDATES, #owners) do
    if votes[owners[place].name] >= need then best[#best + 1] = owners[place] end
  end
  return best
end

local function owns(record, posting)
  local owner = posting.owner
  return owner and owner.era == record.owner.era and owner.number == record.owner.number
end

-- The record again in the present generation, with the postings by which it was found.
local function carry_forward(record, found)
  if record.owner.era == eras[1] then return end
  local number = add_record(eras[1], record.packed)
  for _, posting in ipairs(found) do
    if owns(record, posting) then set_posting(eras[1], posting.bucket, posting.field, number) end
  end
end

local function claim_all(era, id, new, found)
  local number = add_record(era, packed_sketch(id, new))
  for _, posting in ipairs(found) do
    if not posting.owner then set_posting(era, posting.bucket, posting.field, number) end
  end
  return number
end

local function let_end()
  for _, era in ipairs(eras) do
    for key in pairs(era.touched) do redis.call("EXPIREAT", key, era.ends, "NX") end
  end
end
