const { RealtimeClient, isEnd } = require('@dpa/realtime');

test('a job is followed to its end', async () => {
  const client = new RealtimeClient({
    userId: 'user-1',
    baseUrl: process.env.SERVER,
    headers: () => ({ 'X-USER-ID': 'user-1' }),
  });
  client.start();
  let last;
  for await (const state of client.watch(process.env.JOB)) {
    last = state;
    if (isEnd(state.status)) break;
  }
  client.close();

  expect(last).toMatchObject({ status: 'completed', overall_progress: 100 });
}, 60_000);
