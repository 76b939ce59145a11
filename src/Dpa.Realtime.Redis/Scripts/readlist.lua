-- Reads a part of an owner's list, from the greatest key down. Removes what is no longer kept first, so that an owner who starts nothing has no list of what is gone.
-- KEYS: 1 list (sorted set), 2 until when each is kept (sorted set). ARGV: 1 where it begins, as ZRANGE takes it, 2 how many at most, 3 ms to add to the server's time.
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[3]))
local gone = redis.call('ZRANGE', KEYS[2], '-inf', now, 'BYSCORE', 'LIMIT', 0, 1000)
if #gone > 0 then
    redis.call('ZREM', KEYS[1], unpack(gone))
    redis.call('ZREM', KEYS[2], unpack(gone))
end
return redis.call('ZRANGE', KEYS[1], ARGV[1], '-', 'BYLEX', 'REV', 'LIMIT', 0, ARGV[2])
