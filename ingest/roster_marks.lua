-- ARGV: prefix, feed. Its marks, in a trip with those of others.
return redis.call('GET', ARGV[1] .. 'feed:' .. ARGV[2] .. ':seen')
