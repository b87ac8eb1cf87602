-- after rest.lua, roster_feed.lua: due feeds for one poller. ARGV: prefix, now, end of the lease, token, how many, how
-- many of one host at once. Returns {{id, due, what is kept of it} …}. A feed whose host is busy or rests waits.
-- Nothing at all (nil) where the mark of the ledger is gone: this Redis has forgotten.
local SOON = 250 -- ms until a feed of a busy host is looked at again
local P, now, till, most = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[5])
if redis.call('EXISTS', P .. 'front:ledger') == 0 then return false end
local out, waits, scores, leases = {}, {}, {}, {}

-- ms until this host may be asked; nothing when it may now
local function wait_of(host)
  local rest = resting_ms(P, host)
  if rest > 0 then return rest end
  local polls = redis.call('ZCOUNT', P .. 'feed:busy:' .. host, string.format('(%.0f', now), '+inf')
  return polls >= tonumber(ARGV[6]) and SOON or nil
end

local function take(id, host, due, value)
  busy(P, id, host, till)
  scores[#scores + 1], scores[#scores + 2] = till, id
  leases[#leases + 1], leases[#leases + 2] = id, ARGV[4]
  out[#out + 1] = { id, due, value }
end

local function put_off(id, host, wait)
  waits[host] = wait + 1 -- one after the other, in the order in which they were due
  scores[#scores + 1], scores[#scores + 2] = string.format('%.0f', now + wait), id
end

local due = redis.call('ZRANGE', P .. 'feed:due', '-inf', now, 'BYSCORE', 'LIMIT', 0, 4 * most, 'WITHSCORES')
for i = 1, #due, 2 do
  if #out >= most then break end
  local value = redis.call('GET', known_of(P, due[i])) or ''
  local host = declared(value) or due[i]
  local wait = waits[host] or wait_of(host)
  if wait then put_off(due[i], host, wait) else take(due[i], host, due[i + 1], value) end
end
if #scores > 0 then redis.call('ZADD', P .. 'feed:due', 'XX', unpack(scores)) end
if #leases > 0 then redis.call('HSET', P .. 'feed:leases', unpack(leases)) end
return out
