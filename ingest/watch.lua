-- after queue.lua: pages that are looked at again. A newer version of an article takes the place of
-- the one that was watched, for the time that was left of it, and fences who is just looking.
local function unwatch(P, id, host)
  redis.call('DEL', watch_of(P, id))
  redis.call('ZREM', again_of(P, host), id .. ' again')
  redis.call('ZREM', P .. 'front:watched', id)
end

-- forgotten after `kept` ms; at most `most` at once
local function watch(P, id, host, now, due, kept, most, facts)
  local key = watch_of(P, id)
  local left, was = redis.call('PTTL', key), redis.call('HGET', key, 'host')
  if was then unwatch(P, id, was) end
  if redis.call('ZCARD', P .. 'front:watched') >= most then return 0 end
  redis.call('HDEL', P .. 'front:token', id .. ' again')
  redis.call('HSET', key, 'host', host, unpack(facts))
  local till = string.format('%.0f', now + (left > 0 and left or kept))
  redis.call('PEXPIREAT', key, till)
  redis.call('ZADD', P .. 'front:watched', till, id)
  redis.call('ZADD', again_of(P, host), due, id .. ' again')
  wake(P, host, due)
  return 1
end
