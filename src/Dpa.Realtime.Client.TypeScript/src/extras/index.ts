/** What a page uses beside watching: loaded with the start in a page, with the first use elsewhere. */
export { ControlRequests } from './ControlRequests.js';
export { iterateStates } from './iterateStates.js';
export { Mine } from './Mine.js';
export { watchPage } from './watchPage.js';
