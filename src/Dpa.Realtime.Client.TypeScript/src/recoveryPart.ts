/**
 * What is done when something goes wrong: loaded once the socket is up, so that it is there when the network is not.
 */
export { HttpStandIn } from './http/HttpStandIn.js';
export { mend } from './subscriptions/mend.js';
