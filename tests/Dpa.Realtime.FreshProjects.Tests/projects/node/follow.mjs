// SERVER=http://… JOB=… node follow.mjs: the same with Bun and Deno.
import { RealtimeClient, isEnd } from '@dpa/realtime';

const client = new RealtimeClient({
  userId: 'user-1',
  baseUrl: process.env.SERVER,
  headers: () => ({ 'X-USER-ID': 'user-1' }),
});
let way = '';
client.onConnection(({ status }) => {
  if (status === 'live' || status === 'streaming' || status === 'polling') way = status;
});
client.start();
for await (const { status, overall_progress } of client.watch(process.env.JOB)) {
  if (!isEnd(status)) continue;
  console.log(`${way}: ${status} ${overall_progress}`);
  break;
}
client.close();
