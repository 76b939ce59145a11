-- Keeps a notice for a while, and lets go what is older. KEYS: 1 notices (stream). ARGV: 1 the notice, 2 time to live in ms.
local time = redis.call('TIME')
local oldest = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[2]))
redis.call('XADD', KEYS[1], 'MINID', '~', oldest, '*', 'n', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
