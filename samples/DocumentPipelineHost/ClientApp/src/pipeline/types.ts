export type { PipelineState, ProgressStatus, Question, StageState, Transition } from '@dpa/realtime';
