-- Compares what a node holds with the entry. What is further on is noted; the greatest stays.
-- KEYS: 1 entry, 2 offer. ARGV: 1 position as text that compares, 2 time to live of the offer in ms, 3 '' where it is not to be noted. Answers {primary, the entry's position}
local position = redis.call('HGET', KEYS[1], 'p')
local known = ''
if position then
    local epoch, version = string.match(position, '^(.*):(%d+)$')
    known = epoch .. ':' .. string.rep('0', 16 - #version) .. version
end
if known < ARGV[1] and ARGV[3] ~= '' then
    local offer = redis.call('GET', KEYS[2])
    if not offer or offer < ARGV[1] then redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2]) end
end
return {string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') or '', position or ''}
