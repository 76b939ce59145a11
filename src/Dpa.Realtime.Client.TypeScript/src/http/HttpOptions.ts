import type { StandInContext } from '../connection/StandIn.js';
import type { Requests } from './Requests.js';

/** What the transports over HTTP need. */
export interface HttpOptions extends StandInContext {
  readonly requests: Requests;
}
