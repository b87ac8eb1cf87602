-- What is kept of a feed, feed:<id>:known: its host, domain, shortest interval (ms) and the mark of its address,
-- as they are declared, a line each; then what its polls have learned, for ingest/turn.py. It is leased
-- to the token in feed:leases until it is due again in feed:due. feed:busy host → its polls under way,
-- "<end of the lease> <id>", a line each.
local function known_of(P, id) return P .. 'feed:' .. id .. ':known' end
local function declared(value)
  return string.match(value or '', '^([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n()')
end

-- whether this token holds the feed
local function holds(P, id, token) return redis.call('HGET', P .. 'feed:leases', id) == token end

-- the polls of a host whose lease lasts beyond `now`, but that of one feed
local function under_way(told, now, but)
  local left = {}
  for till, id in string.gmatch(told or '', '(%d+) ([^\n]+)') do
    if tonumber(till) > now and id ~= but then left[#left + 1] = till .. ' ' .. id end
  end
  return left
end

-- its lease ends; the next poll is due then, if it is declared still
local function end_lease(P, id, host, due)
  local left = under_way(redis.call('HGET', P .. 'feed:busy', host), 0, id)
  if #left > 0 then
    redis.call('HSET', P .. 'feed:busy', host, table.concat(left, '\n'))
  else
    redis.call('HDEL', P .. 'feed:busy', host)
  end
  redis.call('HDEL', P .. 'feed:leases', id)
  redis.call('ZADD', P .. 'feed:due', 'XX', due, id)
end
