-- Takes the pipelines whose time to be looked at has come. For a while no other node gets them; where this one dies meanwhile, another does afterwards.
-- KEYS: 1 index. ARGV: 1 ms to add to the server's time, 2 how many at most, 3 for how many ms they are this node's. Answers {now, id, id, …}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])
local due = redis.call('ZRANGE', KEYS[1], '-inf', string.format('%.0f', now), 'BYSCORE', 'LIMIT', 0, ARGV[2])
local taken = string.format('%.0f', now + tonumber(ARGV[3]))
local answer = {string.format('%.0f', now)}
for _, id in ipairs(due) do
    redis.call('ZADD', KEYS[1], taken, id)
    answer[#answer + 1] = id
end
return answer
