// In Node, which has no page around it: node node.js <what to watch and the client's options, as JSON>. A line in is answered by a report, a line out.
import { createInterface } from 'node:readline';
import { RealtimeClient } from './client/index.js';
import { record } from './record.js';

const { watch, ...options } = JSON.parse(process.argv[2]);
const client = new RealtimeClient({ ...options, headers: () => ({ 'X-USER-ID': options.userId }) });
const told = record(client);
client.start();
watch.forEach(told.watch);
for await (const _ of createInterface({ input: process.stdin })) console.log(told.report());
client.close();
