-- Hosts that must not be asked for a while: host:rest:<host> lives so long, for feeds and pages.
-- host:limited:<domain> holds the hosts of a domain that said 429 lately: the second one shows that
-- the limit is the domain's, and then all its hosts, host:of:<domain> and its own name, rest.
local TOGETHER = 600 -- s in which two hosts of a domain are limited by one rule
local KNOWN = 31 * 86400 -- s

local function resting_ms(P, host) return math.max(0, redis.call('PTTL', P .. 'host:rest:' .. host)) end

local function rest_host(P, host, ms)
  if ms > resting_ms(P, host) then
    redis.call('SET', P .. 'host:rest:' .. host, 1, 'PX', string.format('%.0f', ms))
  end
end

-- a host of this domain has asked for `ms` of rest; how many hosts rest now
local function limit(P, host, domain, ms)
  rest_host(P, host, ms)
  local limited, all = P .. 'host:limited:' .. domain, P .. 'host:of:' .. domain
  redis.call('SADD', limited, host)
  redis.call('EXPIRE', limited, TOGETHER)
  if redis.call('SCARD', limited) < 2 then return 1 end
  local hosts = redis.call('SMEMBERS', all)
  hosts[#hosts + 1] = domain
  for _, other in ipairs(hosts) do rest_host(P, other, ms) end
  return #hosts
end

local function belongs(P, host, domain)
  if host == domain then return end -- most have no other, and a set each would be 17 MiB of 250
  redis.call('SADD', P .. 'host:of:' .. domain, host)
  redis.call('EXPIRE', P .. 'host:of:' .. domain, KNOWN)
end
