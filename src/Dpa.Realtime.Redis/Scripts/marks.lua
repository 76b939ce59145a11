-- What all nodes share: a mark that is gone when the data was lost, and the secret with which messages are signed. Both are made by the first node that misses them.
-- KEYS: 1 mark, 2 secret. ARGV: 1 a new mark, 2 the secret that this node holds or proposes, 3 time to live in ms. Answers {mark, secret}
for i = 1, 2 do
    redis.call('SET', KEYS[i], ARGV[i], 'NX')
    -- Everything expires; these are renewed long before.
    if redis.call('PTTL', KEYS[i]) < ARGV[3] / 2 then redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
end
return {redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])}
