import type { RealtimeClient } from '@dpa/realtime';

export function record(client: RealtimeClient): { watch(id: string): void; report(): string };
