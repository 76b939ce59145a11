import { RealtimeClient } from './client/index.js';
import { record } from './record.js';

// Everything comes with the address, so that the page is the same after a reload and after coming back to it.
const { watch, ...options } = JSON.parse(new URLSearchParams(location.search).get('options'));
const client = new RealtimeClient({ ...options, headers: () => ({ 'X-USER-ID': options.userId }) });
const told = record(client);
const life = [];
for (const type of ['visibilitychange', 'freeze', 'resume']) document.addEventListener(type, () => life.push(`${type} ${document.visibilityState}`));
for (const type of ['pagehide', 'pageshow']) addEventListener(type, (event) => life.push(`${type} ${event.persisted}`));
for (const type of ['online', 'offline']) addEventListener(type, () => life.push(type));
navigator.connection?.addEventListener('change', () => life.push('network change'));

client.start();
for (const id of watch) told.watch(id);
globalThis.page = { client, life, report: told.report, watch: told.watch };
