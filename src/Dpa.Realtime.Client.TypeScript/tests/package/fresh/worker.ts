import {
  isEnd,
  RealtimeClient,
  RealtimeError,
  type PipelineState,
  type Presence,
  type RealtimeClientOptions,
} from '@dpa/realtime';

const options: RealtimeClientOptions = {
  userId: 'user-1',
  baseUrl: 'https://host',
  auth: { token: async () => 'token' },
  shareTabs: true,
};
const client = new RealtimeClient(options);
client.start();

export async function follow(id: string, signal: AbortSignal): Promise<PipelineState | undefined> {
  const presence: Presence = client.getPresence(id);
  if (presence === 'not_found') throw new RealtimeError('not_found', 'There is none.');
  for await (const state of client.watch(id, { signal })) if (isEnd(state.status)) return state;
  return undefined;
}
