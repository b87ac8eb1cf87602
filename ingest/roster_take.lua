-- after roster_feed.lua: one feed out of its turn, for what was pushed of it. ARGV: prefix, now, end of the lease,
-- token, feed. Nothing (nil) where another has leased it, it is not declared, or this Redis has forgotten.
local P, now, till, id = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[5]
local due = redis.call('ZSCORE', P .. 'feed:due', id)
if not due or redis.call('EXISTS', P .. 'front:ledger') == 0 then return false end
if redis.call('HEXISTS', P .. 'feed:leases', id) == 1 and tonumber(due) > now then return false end
local value = redis.call('GET', known_of(P, id)) or ''
local host = declared(value) or id
local polls = under_way(redis.call('HGET', P .. 'feed:busy', host), now, id)
polls[#polls + 1] = till .. ' ' .. id
redis.call('HSET', P .. 'feed:busy', host, table.concat(polls, '\n'))
redis.call('ZADD', P .. 'feed:due', 'XX', till, id)
redis.call('HSET', P .. 'feed:leases', id, ARGV[4])
return { id, due, value }
