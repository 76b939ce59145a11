'use client';

export { PipelineProgress, type PipelineProgressProps } from './PipelineProgress.js';
export { RealtimeProvider, useRealtimeClient } from './RealtimeProvider.js';
export { useConnection } from './useConnection.js';
export { useControl, type Control } from './useControl.js';
export { useMyPipelines } from './useMyPipelines.js';
export { usePipeline, type UsePipelineOptions } from './usePipeline.js';
export { usePipelines, type PipelinesSnapshot } from './usePipelines.js';
export { usePresence } from './usePresence.js';
export { useSmoothBar } from './useSmoothBar.js';
export { useSmoothPercent } from './useSmoothPercent.js';
