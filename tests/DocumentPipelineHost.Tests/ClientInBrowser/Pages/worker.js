import { RealtimeClient } from './client/index.js';
import { record } from './record.js';

let told;

/** First what to watch and the client's options, then questions. */
globalThis.onmessage = ({ data }) => {
  if (data === 'report') return postMessage(told.report());
  const { watch, ...options } = data;
  const client = new RealtimeClient({ ...options, headers: () => ({ 'X-USER-ID': options.userId }) });
  told = record(client);
  client.start();
  watch.forEach(told.watch);
};
