-- What is kept of a feed, feed:<id>:known: its host, domain, shortest interval (ms) and the mark of its address,
-- as they are declared, a line each; then what its polls have learned, for ingest/turn.py alone. It is
-- leased to the token in feed:leases until it is due again in feed:due.
local function known_of(P, id) return P .. 'feed:' .. id .. ':known' end
local function declared(value) return string.match(value, '^([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n()') end

-- whether this token holds the feed
local function holds(P, id, token) return redis.call('HGET', P .. 'feed:leases', id) == token end

-- its lease ends; the next poll is due then, if it is declared still
local function end_lease(P, id, host, due)
  redis.call('HDEL', P .. 'feed:leases', id)
  redis.call('ZREM', P .. 'feed:busy:' .. host, id)
  redis.call('ZADD', P .. 'feed:due', 'XX', due, id)
end

-- one of the polls of this host that are under way
local function busy(P, id, host, till)
  redis.call('ZADD', P .. 'feed:busy:' .. host, till, id)
  redis.call('PEXPIREAT', P .. 'feed:busy:' .. host, till)
end
