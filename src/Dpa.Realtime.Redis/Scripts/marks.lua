-- What all nodes share: a mark that is gone when the data was lost, and the secret with which messages are signed. Both are made by the first node that misses them.
-- KEYS: 1 mark, 2 secret. ARGV: 1 a new mark, 2 the secret that this node holds or proposes. Answers {mark, secret}
redis.call('SET', KEYS[1], ARGV[1], 'NX')
redis.call('SET', KEYS[2], ARGV[2], 'NX')
return {redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])}
