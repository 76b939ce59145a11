/**
 * The code for recovery: loaded once the socket is up, so that it is available when the network is not.
 */
export { HttpStandIn } from './http/HttpStandIn.js';
export { queryPipelines } from './http/queryPipelines.js';
export { mend } from './subscriptions/mend.js';
