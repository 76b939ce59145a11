-- Notes how far on a node holds a pipeline that Redis has lost; the greatest stays. KEYS: 1 offer. ARGV: 1 position as text that compares, 2 time to live in ms.
local held = redis.call('GET', KEYS[1])
if not held or held < ARGV[1] then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return 1
