-- What all nodes share: a mark that is gone when the data was lost, the secret with which messages are signed (both made by the first node that misses them), who is there, and who restores.
-- KEYS: 1 mark, 2 secret, 3 nodes (sorted set), 4 nodes that restore what was lost (sorted set).
-- ARGV: 1 a new mark, 2 the secret that this node holds or proposes, 3 time to live in ms, 4 this node, 5 after how many ms a silent node counts no more,
--       6 whether this node restores: '1', '0', or '' for as before
-- Answers {mark, secret, primary, number of nodes that restore, node, node, …}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[3], now, ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', string.format('%.0f', now - tonumber(ARGV[5])))
if ARGV[6] == '1' then redis.call('ZADD', KEYS[4], now, ARGV[4])
elseif ARGV[6] == '0' then redis.call('ZREM', KEYS[4], ARGV[4]) end
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', string.format('%.0f', now - 2 * tonumber(ARGV[5])))
redis.call('PEXPIRE', KEYS[4], 2 * tonumber(ARGV[5]))
for i = 1, 3 do
    if i < 3 then redis.call('SET', KEYS[i], ARGV[i], 'NX') end
    -- Everything expires; these are renewed long before.
    if redis.call('PTTL', KEYS[i]) < ARGV[3] / 2 then redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
end
local answer = redis.call('ZRANGE', KEYS[3], 0, -1)
table.insert(answer, 1, redis.call('ZCARD', KEYS[4]))
for i, value in ipairs({redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2]), string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') or ''}) do
    table.insert(answer, i, value)
end
return answer
