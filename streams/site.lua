-- What a batch of articles taught about their sites, remembered at once (design, section 14).
-- An article that was remembered before, by (id, seen_at), teaches nothing twice.
--
-- KEYS[1]  prefix of all keys below, "site:"
-- ARGV[1]  days that paragraphs count
-- ARGV[2]  seconds that an answer is kept
-- then per article: first, answer, host, tag, day, template, number of marks, and per mark the
-- mark itself and the length of its paragraph
--
-- <p>first:<id>:<seen_at>       the answer that was given first: what was used, what was dropped
-- <p><host>:template            what is known of the site's templates, as the worker packed it
-- <p><host>:paragraphs:<window> mark → tags of the first articles it stood in
-- <p><host>:boilerplate         mark → articles:day of the last:its tag, of those in KNOWN or more
local prefix = KEYS[1]
local days, keep = tonumber(ARGV[1]), tonumber(ARGV[2])
local KNOWN = 3          -- articles from which a paragraph is boilerplate
local ENOUGH = 99        -- articles beyond which nobody counts
local MOST_MARKS = 2000  -- paragraphs of a site in one window: about 140 kB
local MOST_KNOWN = 300   -- of them boilerplate
local OWN_SHARE = 0.5    -- of an article's letters that no other told; else it is a copy
local DAY = 86400

-- Does any other article's tag stand in this string of tags of four bytes?
local function told_by_another(tags, tag)
  for place = 1, #tags, 4 do
    if string.sub(tags, place, place + 3) ~= tag then return true end
  end
  return false
end

local function holds(tags, tag)
  for place = 1, #tags, 4 do
    if string.sub(tags, place, place + 3) == tag then return true end
  end
  return false
end

local function value(articles, day, tag)
  return string.format("%d:%d:", articles, day) .. tag
end

-- Boilerplate that nobody printed for a whole window is forgotten.
local function without_old(key, day)
  if redis.call("HLEN", key) < MOST_KNOWN then return true end
  local all = redis.call("HGETALL", key)
  for place = 1, #all, 2 do
    local last = tonumber(string.match(all[place + 1], "^%d+:(%d+):"))
    if last < day - days then redis.call("HDEL", key, all[place]) end
  end
  return redis.call("HLEN", key) < MOST_KNOWN
end

local function seen_again(key, mark, known, tag, day)
  local count, last, latest = string.match(known, "^(%d+):(%d+):(.*)$")
  count = tonumber(count)
  if latest ~= tag then count = math.min(count + 1, ENOUGH) end
  redis.call("HSET", key, mark, value(count, math.max(tonumber(last), day), tag))
end

local function remember(article)
  local first, answer, host, tag, day, template, marks = unpack(article)
  day = tonumber(day)
  if not redis.call("SET", prefix .. "first:" .. first, answer, "NX", "EX", keep) then return end
  if template ~= "" then
    redis.call("SET", prefix .. host .. ":template", template, "EX", 30 * DAY)
  end
  local window = math.floor(day / days)
  local now = prefix .. host .. ":paragraphs:" .. window
  local before = prefix .. host .. ":paragraphs:" .. (window - 1)
  local boilerplate = prefix .. host .. ":boilerplate"
  local total, own, tags = 0, 0, {}
  for place, mark in ipairs(marks) do
    local known = redis.call("HGET", boilerplate, mark[1])
    if known then
      seen_again(boilerplate, mark[1], known, tag, day)
    else
      tags[place] = (redis.call("HGET", before, mark[1]) or "")
        .. (redis.call("HGET", now, mark[1]) or "")
      total = total + mark[2]
      if not told_by_another(tags[place], tag) then own = own + mark[2] end
    end
  end
  if own < OWN_SHARE * total then return end
  local room = redis.call("HLEN", now) < MOST_MARKS
  for place, mark in ipairs(marks) do
    local there = tags[place]
    if there and not holds(there, tag) then
      if #there / 4 + 1 >= KNOWN and without_old(boilerplate, day) then
        redis.call("HSET", boilerplate, mark[1], value(KNOWN, day, tag))
        redis.call("HDEL", now, mark[1])
      elseif room or there ~= "" then
        local mine = redis.call("HGET", now, mark[1]) or ""
        redis.call("HSET", now, mark[1], mine .. tag)
      end
    end
  end
  redis.call("EXPIRE", now, 2 * days * DAY)
  redis.call("EXPIRE", boilerplate, 30 * DAY)
end

local at = 3
while ARGV[at] do
  local marks = {}
  for place = 1, tonumber(ARGV[at + 6]) do
    marks[place] = {ARGV[at + 5 + 2 * place], tonumber(ARGV[at + 6 + 2 * place])}
  end
  remember({ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5], marks})
  at = at + 7 + 2 * #marks
end
