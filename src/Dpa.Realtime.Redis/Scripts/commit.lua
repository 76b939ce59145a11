-- The atomic step: compare the entry's tag, write the changed fields, expire, publish. The merge itself was made by the node, from the entry that has this tag.
-- KEYS: 1 entry (hash), 2 channel, 3 the children's contributions (hash), 4 offer
-- ARGV: 1 tag that is expected ('' for no entry), 2 new tag, 3 time to live in ms, 4 ms to add to the server's time, 5 node, 6 '1' asks for a turn,
--       7 token whose lease is renewed or '', 8 lease in ms, 9 orphaned: '' leaves it, 'now', 'no', 10 '1' forgets the children,
--       11 command to publish with, 12 primary under which the nodes have compared or '', 13 position that is given back (as an offer's) or '', then four counted lists: messages, fields to delete, contributions (name, value), fields (name, value)
-- Answers {1, now, primary} | {0, ms that another node's turn lasts, entry} | {2, ms that another node's turn lasts} | {3, primary}: compare first | {4}: another node holds more and is about to give it back
local held = redis.call('HMGET', KEYS[1], 'r', 'tn', 'tu', 'm', 'p')

-- Each server that becomes a primary, and each that is started, has a new replication id. What another one has written may be older than what it had accepted.
local primary = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') or ''
local isOther = held[4] ~= primary
if (isOther and held[1]) or ARGV[13] ~= '' then
    if isOther and ARGV[12] ~= primary then return {3, primary} end
    local given = ARGV[13]
    if given == '' then
        local epoch, version = string.match(held[5], '^(.*):(%d+)$')
        given = epoch .. ':' .. string.rep('0', 16 - #version) .. version
    end
    local offer = redis.call('GET', KEYS[4])
    if offer and offer > given then return {4} end
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[4])
local turn = 0
if held[2] and held[2] ~= ARGV[5] then turn = math.max(0, tonumber(held[3]) - now) end

if (held[1] or '') ~= ARGV[1] then
    -- Who keeps losing is given a turn, in which others wait.
    if ARGV[6] == '1' and turn == 0 and held[1] then
        redis.call('HSET', KEYS[1], 'tn', ARGV[5], 'tu', string.format('%.0f', now + 100))
    end
    return {0, turn, redis.call('HGETALL', KEYS[1])}
end
if turn > 0 then return {2, turn} end

local at = 14
local function list(width)
    local first = at + 1
    local last = at + tonumber(ARGV[at]) * width
    at = last + 1
    return first, last
end
local firstMessage, lastMessage = list(1)
local firstDelete, lastDelete = list(1)
local firstChild, lastChild = list(2)
local firstField, lastField = list(2)

if lastDelete >= firstDelete then redis.call('HDEL', KEYS[1], unpack(ARGV, firstDelete, lastDelete)) end
if ARGV[10] == '1' then redis.call('DEL', KEYS[3]) end
if lastChild >= firstChild then
    -- In parts: unpack takes some thousands, and a restored parent may have more.
    for first = firstChild, lastChild, 2000 do redis.call('HSET', KEYS[3], unpack(ARGV, first, math.min(first + 1999, lastChild))) end
    redis.call('PEXPIRE', KEYS[3], ARGV[3])
end
local set = {unpack(ARGV, firstField, lastField)}
local function put(name, value)
    set[#set + 1] = name
    set[#set + 1] = value
end
put('r', ARGV[2])
put('x', ARGV[3])
put('m', primary)
if ARGV[7] ~= '' then put('l:' .. ARGV[7], string.format('%.0f', now + tonumber(ARGV[8])) .. '|' .. ARGV[5]) end
if ARGV[9] == 'now' then put('o', string.format('%.0f', now))
elseif ARGV[9] == 'no' then redis.call('HDEL', KEYS[1], 'o') end
redis.call('HSET', KEYS[1], unpack(set))
if held[2] == ARGV[5] then redis.call('HDEL', KEYS[1], 'tn', 'tu') end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
for i = firstMessage, lastMessage do redis.call(ARGV[11], KEYS[2], ARGV[i]) end
return {1, string.format('%.0f', now), primary}
