-- The language in which each of these articles is at home: that of its first version.
--
-- KEYS[1]  "{nd:home}": one small bucket holds many articles, a hundred of them in a kilobyte
-- ARGV[1]  number of the present generation of homes; [2] when its keys end, unix time
-- then per article: bucket, field, language of this version
-- <home><generation>:<bucket>  hash: 5 bytes of the id's hash → language; the generation before is
-- read, too, and what is found there is carried forward
local home, generation, ends = KEYS[1], tonumber(ARGV[1]), ARGV[2]
local answers, touched = {}, {}
for at = 3, #ARGV, 3 do
  local bucket, field, language = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local key = home .. generation .. ":" .. bucket
  local known = redis.call("HGET", key, field)
  if not known then
    known = redis.call("HGET", home .. generation - 1 .. ":" .. bucket, field) or language
    redis.call("HSET", key, field, known)
    touched[key] = true
  end
  answers[#answers + 1] = known
end
for key in pairs(touched) do redis.call("EXPIREAT", key, ends, "NX") end
return answers
