// Node as a project that installed the package has it: no WebSocket, and a server that is a function.
import { RealtimeClient } from '@dpa/realtime';

const state = (version, overall_progress, status) => ({
  type: 'pipeline_progress', pipeline_id: 'p', epoch: '0190a000-0000-7000-8000-000000000001', version, transition: 0, status, overall_progress,
  attempt: 1, created_at: '', timestamp: '', stages: [], transitions: [], transitions_from: 1,
});
const frames = [{ type: 'connection', status: 'connected' }, state(1, 40, 'processing'), state(2, 100, 'completed')];
const text = frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`);

const client = new RealtimeClient({
  userId: 'user-1',
  baseUrl: 'http://127.0.0.1',
  platform: {
    WebSocket: undefined,
    fetch: async () => new Response(new ReadableStream({ pull: (controller) => (text.length ? controller.enqueue(new TextEncoder().encode(text.shift())) : undefined) }), { headers: { 'content-type': 'text/event-stream' } }),
  },
});
client.onConnection(({ status }) => status === 'streaming' && console.log(status));
client.start();
for await (const { overall_progress, status } of client.watch('p')) {
  console.log(overall_progress);
  if (status === 'completed') break;
}
client.close();
