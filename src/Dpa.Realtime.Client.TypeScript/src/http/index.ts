/** Loaded when the socket does not come: what stands in for it. */
export { askWhy } from './askWhy.js';
export { HttpFallback } from './HttpFallback.js';
