-- Renews a producer's lease and the entry's expiry, where the producer is still admitted.
-- KEYS: 1 entry, 2 the children's contributions. ARGV: 1 token, 2 lease in ms, 3 ms to add to the server's time, 4 node. Answers 1 or 0.
if redis.call('HEXISTS', KEYS[1], 'w:' .. ARGV[1]) == 0 then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[3])
redis.call('HSET', KEYS[1], 'l:' .. ARGV[1], string.format('%.0f', now + tonumber(ARGV[2])) .. '|' .. ARGV[4])
local life = redis.call('HGET', KEYS[1], 'x')
if life then
    redis.call('PEXPIRE', KEYS[1], life)
    redis.call('PEXPIRE', KEYS[2], life)
end
return 1
