export type { PipelineState, ProgressStatus, StageState, Transition } from '@dpa/realtime';
