import type { BackoffOptions } from '../connection/backoff.js';
import type { Platform } from '../connection/Platform.js';
import type { RealtimeClientOptions } from '../connection/RealtimeClientOptions.js';
import type { Requests } from './Requests.js';

/** What the transports over HTTP need. */
export interface HttpOptions extends Pick<RealtimeClientOptions, 'baseUrl' | 'headers' | 'ticket'> {
  readonly platform: Platform;
  readonly pollIntervalMs: number;
  readonly probeIntervalMs: number;
  readonly backoff: BackoffOptions;
  readonly requests: Requests;
}
