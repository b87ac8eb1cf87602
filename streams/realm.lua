-- What a call is about; the first of the parts of one script (streams/memory.py joins them).
--
-- KEYS[1]  realm of one language, "{nd:ro}": all keys below begin with it, so they share a slot
-- ARGV[1]  "ask": decide, and record; refused while the realm's marker is missing
--          "fill": record what was decided once, when a lost memory is filled again
--          "compare": only say what two texts have in common, beside all memory
-- ARGV[2]  seconds that verdicts live; [3] length of a window, [4] the present moment, seconds;
-- ARGV[5]  how many buckets the postings of a window have: a power of 2 from 2^8 to 2^24
-- ARGV[6]  scheme of the sketches: another one has other postings and another marker
-- ARGV[7]  when whoever asks was answered here last, [8] the present moment, milliseconds; a memory
--          that was asked last before [7] is an older one brought back: refused like an emptied one
-- then per article the values named in FIELDS: seen_at in milliseconds, alias = the id of its
-- canonical URL, claims = "1" for whole stories, features = streams/fingerprint.py's, of title and
-- text in one string, the last five only for "fill"
local realm, mode, ttl = KEYS[1], ARGV[1], tonumber(ARGV[2])
local window, now, buckets = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local scheme, since, present, HEAD = ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8]), 8
local FIELDS = {
  "id", "seen_at", "alias", "claims", "folded", "features", "shingles", "claimed", "every", "lead",
  "numbers", "word", "kind", "of", "story", "known",
}
local sub, byte = string.sub, string.byte

local function asked_last() return tonumber(redis.call("GET", realm .. "asked") or 0) end
if mode == "ask" then
  if redis.call("EXISTS", realm .. "filled" .. scheme) == 0 or asked_last() < since then
    return redis.error_reply("NOTFILLED")
  end
  local latest = string.format("%.0f", math.max(asked_last(), present))
  redis.call("SET", realm .. "asked", latest, "EX", ttl)
end

local function articles()
  local all = {}
  for at = HEAD + 1, #ARGV, #FIELDS do
    local new = {}
    for place, field in ipairs(FIELDS) do new[field] = ARGV[at + place - 1] end
    new.seen_at, new.shingles = tonumber(new.seen_at), tonumber(new.shingles)
    all[#all + 1] = new
  end
  return all
end
