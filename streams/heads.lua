-- The lane's mark and the heads of a batch, read together: a Redis that was emptied in between
-- would look like unknown articles. KEYS: mark, heads. ARGV: the fields of a head.
local answer = {redis.call('GET', KEYS[1]) or ''}
for i = 2, #KEYS do answer[i] = redis.call('HMGET', KEYS[i], unpack(ARGV)) end
return answer
