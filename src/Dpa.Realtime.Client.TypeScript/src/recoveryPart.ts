import type { queryPipelines as query } from './http/queryPipelines.js';
import type { watchQuery as watch } from './lists/LiveLists.js';
import { late } from './platform/late.js';

/**
 * The code for recovery: loaded once the socket is up, so that it is available when the network is not.
 */
export { HttpStandIn } from './http/HttpStandIn.js';
export { mend } from './subscriptions/mend.js';

/** Few pages ask for lists: its code is loaded with the first request. */
export const queryPipelines: typeof query = async (...asked) =>
  (await import('./http/queryPipelines.js')).queryPipelines(...asked);
export const watchQuery: typeof watch = (core, ...asked) =>
  late(() => import('./lists/LiveLists.js'), core.platform, (part) => part.watchQuery(core, ...asked));
