import type { Problem } from '../api/problem';
import type { DocumentItem } from '../api/types';
import { share, toPercent } from '../pipeline/percent';
import type { ShownStatus } from '../pipeline/statusMark';
import type { PipelineState, Question, StageState } from '../pipeline/types';
import { warningsOf } from '../pipeline/warnings';
import { isOpen, type UploadItem } from '../sending/uploadItem';

/** What is known of one document: the file that this page sends, the stored document, the pipeline's state. */
export interface CardSources {
  readonly upload?: UploadItem | undefined;
  readonly item?: DocumentItem | undefined;
  readonly state?: PipelineState | undefined;
}

/** One row of a card. */
export interface StageModel {
  readonly id: string;
  readonly name: string;
  readonly status: ShownStatus;
  readonly attempt: number;
  /** What the percent is of: within it, it never falls. */
  readonly run: string;
  /** Null while not known or indeterminate. */
  readonly percent: number | null;
  readonly message: string;
  readonly units: Pick<StageState, 'completed_units' | 'total_units' | 'unit'>;
  readonly etaMs?: number;
  /** The range in which it probably lies. */
  readonly etaFromMs?: number;
  readonly etaToMs?: number;
  readonly startedAt?: string;
  readonly durationMs?: number;
}

export interface CardError {
  readonly code: string;
  /** Whether another attempt may succeed, where the host states it. */
  readonly retryable?: boolean;
  readonly message?: string;
  readonly suggestion?: string;
}

/** Everything that a card shows. */
export interface CardModel {
  readonly name: string;
  readonly size?: number;
  readonly documentId?: string;
  readonly pipelineId?: string;
  readonly status: ShownStatus;
  readonly attempt: number;
  /** What the percent is of: within it, it never falls. An id that is used again is another one. */
  readonly run: string;
  readonly percent: number | null;
  readonly stalled: boolean;
  readonly stages: readonly StageModel[];
  readonly error?: CardError;
  readonly hasSummary: boolean;
  /** What the reader should know about the result, in the words of the host. */
  readonly warnings: readonly string[];
  /** What the work asks before it goes on. */
  readonly question?: Question;
  /** The batch that the file belongs to. */
  readonly batchId?: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Joins what is known. The pipeline's state is the truth; the page's own knowledge fills in where it has none yet. */
export function cardModel({ upload, item, state }: CardSources): CardModel {
  const status = cardStatus({ upload, item, state });
  const warnings = state ? warningsOf(state) : [];
  // The list's states have no stages of what nobody looks at.
  const stages = state && state.stages.length > 0
    ? state.stages.map((stage) => withoutWarning(stageModel(stage, state, upload), warnings))
    : upload && !upload.refused && status !== 'exists'
      ? sentStages(upload)
      : [];
  return {
    // The same content may be stored under another name: this card is of the file that was sent.
    name:
      upload?.name ??
      item?.filename ??
      text(state?.['filename']) ??
      state?.name ??
      state?.pipeline_id ??
      '',
    size: item?.size ?? upload?.size,
    documentId: documentId({ upload, item, state }),
    pipelineId: state?.pipeline_id ?? upload?.pipelineId ?? item?.pipeline_id ?? undefined,
    status,
    attempt: state?.attempt ?? 1,
    run: runOf(state, `${state?.attempt ?? 1}`),
    percent: overallPercent(status, { upload, state }),
    stalled: state?.stalled === true && status === 'processing',
    stages,
    error: cardError({ upload, state }),
    warnings,
    question: status === 'waiting' ? state?.question : undefined,
    batchId: upload?.batchId ?? state?.parent_id ?? item?.state?.parent_id,
    hasSummary:
      item?.has_summary === true || state?.stages.some((s) => s.id === 'summary' && s.status === 'completed') === true,
  };
}

/** The card shows its warnings in full, below the stages. */
const withoutWarning = (stage: StageModel, warnings: readonly string[]): StageModel =>
  warnings.includes(stage.message) ? { ...stage, message: '' } : stage;

/** The id alone is not enough: it may be used again, for another run. */
const runOf = (state: PipelineState | undefined, part: string): string =>
  `${state?.pipeline_id ?? ''}:${state?.epoch ?? ''}:${part}`;

/** The pipeline's own figure; while bytes leave from here, or wait here, what is known here counts too. */
function overallPercent(status: ShownStatus, { upload, state }: CardSources): number | null {
  if (!state) return status === 'queued' ? 0 : null;
  const overall = toPercent(state.overall_progress);
  const sent = upload && isOpen(upload) ? share(upload.sentBytes, upload.size) : null;
  if (sent === null || overall === null) return overall;
  const weights = state.stages.reduce((sum, stage) => sum + stage.weight, 0);
  const own = state.stages.find((stage) => stage.id === 'upload')?.weight ?? 0;
  return weights > 0 ? Math.max(overall, (sent * own) / weights) : overall;
}

/** The same content was there before. */
export const isDuplicate = (upload: UploadItem | undefined): boolean => upload?.answer?.status === 'exists';

function documentId({ upload, item, state }: CardSources): string | undefined {
  return item?.document_id ?? upload?.answer?.document_id ?? text(state?.['document_id']);
}

function cardStatus({ upload, item, state }: CardSources): ShownStatus {
  // What the person did here is known here first.
  if (upload?.phase === 'cancelled') return 'cancelled';
  if (upload?.phase === 'failed') return 'failed';
  const still = upload && stillPhase(upload);
  if (still) return still;
  if (state) return state.status;
  if (upload?.phase === 'queued') return 'queued';
  if (upload?.phase === 'sending') return 'sending';
  if (upload?.answer && !upload.answer.processing_pipeline) return isDuplicate(upload) ? 'exists' : 'stored';
  if (item && !item.pipeline_id) return 'stored';
  return storedStatus(item?.status);
}

const pipelineStatuses = [
  'pending',
  'processing',
  'waiting',
  'interrupted',
  'cancelling',
  'completed',
  'failed',
  'cancelled',
] as const;

/** The status that the list gave, until the pipeline's own state is here. */
function storedStatus(status: string | undefined): ShownStatus {
  if (status === 'uploaded' || status === 'stored') return 'stored';
  if (status === 'uploading') return 'sending';
  return pipelineStatuses.find((each) => each === status) ?? 'unknown';
}

function stageModel(stage: StageState, pipeline: PipelineState, upload: UploadItem | undefined): StageModel {
  const sent = upload && isOpen(upload) ? share(upload.sentBytes, upload.size) : null;
  const leaving = stage.id === 'upload' && sent !== null;
  // The bytes may leave before the host's word that the stage began is here.
  const begun =
    leaving && stage.status === 'pending' ? 'processing' : cameBack(stage, pipeline) ? 'pending' : stage.status;
  const status = leaving && upload ? (stillPhase(upload) ?? begun) : begun;
  const unknown = status === 'pending' || stage.indeterminate === true;
  // Begun is not 0 %: that is so once it was reported.
  const silent = !stage.progress && stage.completed_units === undefined;
  const reported = unknown || silent ? null : toPercent(stage.progress);
  // While bytes leave, the browser knows as much as the host.
  const percent = leaving && !unknown ? Math.max(sent, reported ?? 0) : reported;
  const running = stage.status === 'processing' ? stage : undefined;
  return {
    id: stage.id,
    name: stage.name,
    status:
      status === 'pending' && (pipeline.status === 'failed' || pipeline.status === 'cancelled') ? 'notRun' : status,
    attempt: stage.attempt,
    run: runOf(pipeline, `${stage.id}:${stage.attempt}`),
    percent,
    // The full text of a failure is shown below the stages.
    message: stage.status === 'failed' ? '' : (stage.message ?? ''),
    units: stage,
    etaMs: running?.eta_ms,
    etaFromMs: running?.eta_low_ms,
    etaToMs: running?.eta_high_ms,
    startedAt: stage.started_at ?? undefined,
    durationMs:
      typeof stage.duration === 'number' && Number.isFinite(stage.duration) ? stage.duration * 1000 : undefined,
  };
}

/** Cancelled with an attempt before this one: a retry has brought its pipeline back, and its turn comes again. */
const cameBack = (stage: StageState, pipeline: PipelineState): boolean =>
  stage.status === 'cancelled' &&
  stage.attempt < pipeline.attempt &&
  ['pending', 'processing', 'waiting', 'interrupted'].includes(pipeline.status);

/** The phase of an upload that does not progress; undefined for any other. */
const stillPhase = ({ phase }: UploadItem): 'paused' | 'offline' | 'reselect' | undefined =>
  phase === 'paused' || phase === 'offline' || phase === 'reselect' ? phase : undefined;

/** What the page itself knows: the bytes that left, and what was asked for after them. */
function sentStages(upload: UploadItem): readonly StageModel[] {
  const ended = upload.phase === 'failed' || upload.phase === 'cancelled';
  const runs = upload.phase !== 'accepted' || Boolean(upload.answer?.processing_pipeline);
  const after = runs ? upload.stages.filter((id) => id !== 'upload') : [];
  const status = ended ? 'notRun' : 'pending';
  return [
    sentStage(upload, runs),
    ...after.map(
      (id) => ({ id, name: '', status, attempt: 1, run: id, percent: null, message: '', units: {} }) as const,
    ),
  ];
}

function sentStage(upload: UploadItem, runs: boolean): StageModel {
  const status = sentStatus(upload, runs);
  return {
    id: 'upload',
    name: '',
    status,
    attempt: 1,
    run: 'upload',
    percent: upload.sentBytes === 0 && status !== 'processing' ? null : share(upload.sentBytes, upload.size),
    message: '',
    units:
      status === 'processing' ? { completed_units: upload.sentBytes, total_units: upload.size, unit: 'bytes' } : {},
  };
}

function sentStatus({ phase }: UploadItem, runs: boolean): ShownStatus {
  if (phase === 'queued') return 'pending';
  if (phase === 'sending') return 'processing';
  // Until the pipeline itself reports that it has the whole file, the stage is not shown as completed.
  if (phase === 'accepted') return runs ? 'processing' : 'completed';
  return phase;
}

function cardError({ upload, state }: CardSources): CardError | undefined {
  if (upload?.phase === 'failed') return problemError(upload.problem, upload.refused !== undefined);
  if (state?.status !== 'failed') return undefined;
  const failed = state.stages.find((stage) => stage.status === 'failed');
  const info = state.error_info ?? failed?.error_info;
  return {
    code: info?.code ?? 'failed',
    retryable: info?.retryable,
    message: state.error ?? failed?.error ?? info?.message,
    suggestion: info?.suggestion,
  };
}

function problemError(problem: Problem | undefined, refused: boolean): CardError {
  if (refused) return { code: 'too_large' };
  return { code: problem?.code ?? 'network', message: problem?.message, suggestion: problem?.suggestion };
}
