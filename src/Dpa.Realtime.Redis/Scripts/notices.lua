-- Reads notices, and when they were read. KEYS: 1 notices (stream).
-- ARGV: 1 from which on, 2 how many, 3 added to the time in ms.
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[3]))
return { now, redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2]) }
