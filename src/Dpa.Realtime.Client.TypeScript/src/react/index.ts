export { RealtimeProvider, useRealtimeClient } from './RealtimeProvider.js';
export { useConnection } from './useConnection.js';
export { useMyPipelines } from './useMyPipelines.js';
export { usePipeline, type UsePipelineOptions } from './usePipeline.js';
export { usePresence } from './usePresence.js';
export { useSmoothPercent } from './useSmoothPercent.js';
