/** What a page uses beside watching: loaded with the start in a page, with the first use elsewhere. */
export { logConnection } from './connection/Logger.js';
export { ControlRequests } from './controls/ControlRequests.js';
export { OwnPipelineList } from './ownPipelines/OwnPipelineList.js';
export { watchPage } from './pageLife/watchPage.js';
export { iterateStates } from './subscriptions/iterateStates.js';
export { warnLater } from './pageLife/warnLater.js';
