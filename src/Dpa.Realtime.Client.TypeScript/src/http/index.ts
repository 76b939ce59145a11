/** Loaded before it is needed, once the socket is up, or when the first attempt fails: what is done when the socket does not stay. */
export { Recovery } from './Recovery.js';
