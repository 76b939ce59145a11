-- Sets when pipelines are to be looked at: so many ms from now. KEYS: 1 index (sorted set). ARGV: 1 ms from now, 2 ms to add to the server's time, 3 time to live in ms, then ids.
local time = redis.call('TIME')
local at = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[2]) + tonumber(ARGV[1]))
for i = 4, #ARGV do redis.call('ZADD', KEYS[1], at, ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
