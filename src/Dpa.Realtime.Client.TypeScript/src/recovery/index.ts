/** What is done when something goes wrong: loaded once the socket is up, so that it is there when the network is not, or when the first attempt fails. */
export { mend } from './mend.js';
export { Recovery } from './Recovery.js';
