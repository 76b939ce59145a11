export { RealtimeClient } from './RealtimeClient.js';
export { RealtimeError } from './RealtimeError.js';
export { comparePositions } from './state/comparePositions.js';
export { isEnd } from './protocol/ProgressStatus.js';
export type { RealtimeCounters } from './RealtimeCounters.js';
export { runOf } from './progress/runOf.js';
export { describeProgress } from './progress/describeProgress.js';
export type { ConnectionSnapshot, ConnectionStatus } from './connection/ConnectionSnapshot.js';
export type { Logger } from './connection/Logger.js';
export type { AuthOptions, RealtimeClientOptions, TicketAuth, TokenAuth } from './connection/RealtimeClientOptions.js';
export type { BackoffOptions } from './connection/backoff.js';
export type {
  ChannelLike,
  NavigatorLike,
  Platform,
  SocketConstructor,
  SocketLike,
  WakeSource,
} from './platform/Platform.js';
export type { ControlAction } from './protocol/ControlAction.js';
export type { ErrorInfo } from './protocol/ErrorInfo.js';
export type { LiveQuery, PipelinePage, PipelineQuery } from './protocol/PipelineQuery.js';
export type { PipelineResult } from './protocol/PipelineResult.js';
export type { PipelineState } from './protocol/PipelineState.js';
export type { Position } from './protocol/Position.js';
export type { ProgressDetail } from './protocol/ProgressDetail.js';
export type { AnswerRefusal, Question } from './protocol/Question.js';
export type { ProgressStatus } from './protocol/ProgressStatus.js';
export type { ErrorFrame } from './protocol/ServerFrame.js';
export type { StageState } from './protocol/StageState.js';
export type { Transition } from './protocol/Transition.js';
export type { MineListener, MineOptions } from './subscriptions/MineOptions.js';
export type { Presence } from './subscriptions/Presence.js';
export type { AbsenceReason, StateListener, WatchOptions } from './subscriptions/WatchOptions.js';
export type { PipelineSnapshot, PipelineStore } from './subscriptions/storePipeline.js';
