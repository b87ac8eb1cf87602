-- Who first had a shingle: hashes of postings, in generations of one window; the present one is
-- written, the one before is read, too. What is found there is carried forward, so that a story
-- that lives does not age out, and whole keys end by themselves. (The scheme of the sketches stands
-- before each generation's number.)
--
-- <realm>p<generation>:<bucket>  hash: 2 bytes of a shingle, or 8 of a whole text → number
-- <realm>e<generation>           bitmap: the buckets that have been told when they end
-- <realm>d<generation>:<block>   list of BLOCK records: cmsgpack {id, shingles, body, rest, numbers}
-- <realm>n<generation>           how many records the generation has
local BLOCK = 32  -- records of about 240 bytes: one node of a Redis list
local CANDIDATES = 6  -- most texts that are compared with a new one
local BEFORE = 2 ^ 40  -- an owner is a number, less this in the generation before: older = smaller

local function generation(number)
  local name = scheme .. number
  local era = {
    ends = math.ceil((number + 2) * window), postings = realm .. "p" .. name .. ":",
    records = realm .. "d" .. name .. ":", counter = realm .. "n" .. name,
    ending = realm .. "e" .. name, touched = {}, names = {},
  }
  era.count = tonumber(redis.call("GET", era.counter) or 0)
  return era
end
local present = math.floor(now / window)
local eras = {generation(present), generation(present - 1)}
local current, before = eras[1], eras[2]

-- The generation of a moment; nil if it has ended.
local function era_of(moment)
  return eras[math.max(1, present - math.floor(moment / window) + 1)]
end

-- The key of a bucket, named by three bytes, or two: the first loses the bits that this size does
-- not need.
local digit = buckets < 65536 and 2 or 1
local mask = buckets / 256 ^ (3 - digit)
local function bucket_key(era, bucket)
  local first = byte(bucket, digit)
  local name = era.names[first]
  if not name then
    name = era.postings .. string.char(first % mask)
    era.names[first] = name
  end
  return name .. sub(bucket, digit + 1, 3)
end

local function number_of(bucket)
  local first, second, third = byte(bucket, 1, 3)
  if digit == 2 then return (second % mask) * 256 + third end
  return (first % mask) * 65536 + second * 256 + third
end

local function claim_posting(era, key, bucket, field)
  if redis.call("HSETNX", key, field, era.count) == 0 then return false end
  era.touched[key] = bucket
  return true
end

-- The first text that had this, or nil. Asked to claim for a generation, what nobody has is claimed
-- at once for its next record, and the key comes, too; whoever does not write that record gives it
-- back. Postings of new texts are mostly unknown, and those of copies known: what was found last
-- tells what to try first, and saves a call for each.
local known_last = false
local function owner_of(bucket, field, claim)
  local key = bucket_key(current, bucket)
  local owner = known_last and redis.call("HGET", key, field)
  if owner then return tonumber(owner) end
  owner = before.count > 0 and redis.call("HGET", bucket_key(before, bucket), field)
  known_last = owner and true
  if owner then return owner - BEFORE end
  if claim == current and claim_posting(current, key, bucket, field) then return nil, key end
  owner = redis.call("HGET", key, field)
  known_last = owner and true
  if owner then return tonumber(owner) end
  if claim ~= before then return nil end
  key = bucket_key(before, bucket)
  claim_posting(before, key, bucket, field)
  return nil, key
end

-- All postings of a text, side by side: buckets, fields, their owners, the keys of those claimed.
-- The first is that of the whole text.
local function look_up(new)
  local found = {buckets = {}, fields = {}, owners = {}, mine = {}}
  local function add(place, bucket, field)
    found.buckets[place], found.fields[place] = bucket, field
    found.owners[place], found.mine[place] = owner_of(bucket, field, new.era)
  end
  add(1, sub(new.folded, 1, 3), sub(new.folded, 4, 11))
  for at = 1, #new.claimed, 5 do
    add(#found.fields + 1, sub(new.claimed, at, at + 2), sub(new.claimed, at + 3, at + 4))
  end
  return found
end

local function set_posting(era, bucket, field, number)
  local key = bucket_key(era, bucket)
  redis.call("HSET", key, field, number)
  era.touched[key] = bucket
end

local function give_back(found)
  for place, key in pairs(found.mine) do redis.call("HDEL", key, found.fields[place]) end
end

local function as_record(packed)
  local id, shingles, body, rest, numbers = unpack(cmsgpack.unpack(packed))
  return {
    id = id, shingles = shingles, body = body, rest = rest, numbers = numbers, packed = packed,
  }
end

local function record_of(owner)
  local era, number = current, owner
  if owner < 0 then era, number = before, owner + BEFORE end
  local packed = redis.call("LINDEX", era.records .. math.floor(number / BLOCK), number % BLOCK)
  local record = packed and as_record(packed)
  if record then record.owner = owner end
  return record
end

local function packed_sketch(new)
  local body = body_of(new)
  return cmsgpack.pack({new.id, new.shingles, body, rest_of_lead(new, body), new.numbers})
end

local function add_record(era, packed)
  local number = era.count
  local key = era.records .. math.floor(number / BLOCK)
  redis.call("RPUSH", key, packed)
  if number % BLOCK == 0 then redis.call("EXPIREAT", key, era.ends) end
  era.count, era.grown = number + 1, true
  return number
end

-- The texts that own most of these postings, the older first among equals.
local function candidates(found)
  local votes, owners, most = {}, {}, 0
  for place = 2, #found.fields do
    local owner = found.owners[place]
    if owner then
      if not votes[owner] then votes[owner] = 0; owners[#owners + 1] = owner end
      votes[owner] = votes[owner] + 1
      most = math.max(most, votes[owner])
    end
  end
  local need, best = #found.fields <= 5 and 1 or 2, {}
  if most < need then return best end
  table.sort(owners, function(one, other)
    if votes[one] ~= votes[other] then return votes[one] > votes[other] end
    return one < other
  end)
  for place = 1, math.min(CANDIDATES, #owners) do
    if votes[owners[place]] >= need then best[#best + 1] = owners[place] end
  end
  return best
end

-- The record again in the present generation, with the postings by which it was found.
local function carry_forward(record, found)
  if record.owner >= 0 then return end
  local number = add_record(current, record.packed)
  for place in ipairs(found.fields) do
    if found.owners[place] == record.owner then
      set_posting(current, found.buckets[place], found.fields[place], number)
    end
  end
end

-- Every key ends with its generation. (The bitmap saves a call for each posting of each article.)
local function let_end()
  for _, era in ipairs(eras) do
    if era.grown then redis.call("SET", era.counter, era.count, "EXAT", era.ends) end
    local told = next(era.touched) and redis.call("GET", era.ending) or ""
    for key, bucket in pairs(era.touched) do
      local place = number_of(bucket)
      local bits = byte(told, math.floor(place / 8) + 1) or 0
      if math.floor(bits / 2 ^ (7 - place % 8)) % 2 == 0 then
        redis.call("EXPIREAT", key, era.ends)
        redis.call("SETBIT", era.ending, place, 1)
        era.told = true
      end
    end
    if era.told then redis.call("EXPIREAT", era.ending, era.ends) end
  end
end
