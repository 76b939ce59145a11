import type { DocumentItem } from '../api/types';
import type { PipelineState } from '../pipeline/types';
import { isOpen, type UploadItem } from '../sending/uploadItem';

/** A document of the list, by what the page has of it. */
export interface CardEntry {
  readonly key: string;
  readonly upload?: UploadItem;
  readonly item?: DocumentItem;
  readonly pipelineId?: string;
  /** Subscribe before the pipeline is there: the file is still being sent. */
  readonly wait: boolean;
  /** In milliseconds; the newest comes first. */
  readonly createdAt: number;
}

const time = (iso: string | undefined): number => {
  const value = Date.parse(iso ?? '');
  return Number.isNaN(value) ? 0 : value;
};

/** One entry a document: this page's uploads, the stored documents, and runs that are in neither list yet. */
export function cardEntries(
  uploads: readonly UploadItem[],
  items: readonly DocumentItem[],
  mine: readonly PipelineState[],
): readonly CardEntry[] {
  const itemByPipeline = new Map(
    items.flatMap((item) => (item.pipeline_id ? [[item.pipeline_id, item] as const] : [])),
  );
  const itemById = new Map(items.map((item) => [item.document_id, item]));
  const latestRun = runsByDocument(mine);
  // What this page's uploads began themselves is no processing that was asked for later.
  const sent = new Set(uploads.flatMap((upload) => [upload.pipelineId, ...upload.formerIds]));
  const asked = runsByDocument(mine.filter((state) => !sent.has(state.pipeline_id)));
  const entries: CardEntry[] = [];
  const shown = new Set<string>();

  for (const upload of uploads) {
    const documentId = upload.answer?.document_id;
    const item = (documentId && itemById.get(documentId)) || itemByPipeline.get(upload.pipelineId);
    const pipelineId = laterRun(documentId, upload, asked) ?? pipelineOf(upload);
    for (const id of [pipelineId, upload.pipelineId, ...upload.formerIds, item?.document_id, documentId])
      if (id) shown.add(id);
    entries.push({
      key: upload.key,
      upload,
      ...(item ? { item } : {}),
      ...(pipelineId ? { pipelineId } : {}),
      wait: isOpen(upload) || upload.phase === 'accepted',
      createdAt: upload.createdAt,
    });
  }
  for (const item of items) {
    const pipelineId = latestRun.get(item.document_id)?.pipeline_id ?? item.pipeline_id ?? undefined;
    if (shown.has(item.document_id) || (pipelineId && shown.has(pipelineId))) continue;
    for (const id of [item.document_id, pipelineId, item.pipeline_id]) if (id) shown.add(id);
    entries.push({
      key: item.document_id,
      item,
      ...(pipelineId ? { pipelineId } : {}),
      wait: false,
      createdAt: time(item.created_at),
    });
  }
  for (const state of mine) {
    const documentId = state['document_id'];
    // A batch is shown above its files.
    if (state.kind === 'batch') continue;
    if (shown.has(state.pipeline_id) || (typeof documentId === 'string' && shown.has(documentId))) continue;
    entries.push({
      key: state.pipeline_id,
      pipelineId: state.pipeline_id,
      wait: false,
      createdAt: time(state.created_at),
    });
  }
  return entries.sort((a, b) => b.createdAt - a.createdAt);
}

/** A run that was asked for after the upload: the document is processed again. */
function laterRun(
  documentId: string | undefined,
  upload: UploadItem,
  runs: ReadonlyMap<string, PipelineState>,
): string | undefined {
  const run = documentId === undefined ? undefined : runs.get(documentId);
  return run && run.pipeline_id !== pipelineOf(upload) && time(run.created_at) > upload.createdAt
    ? run.pipeline_id
    : undefined;
}

/** The pipeline to watch: the host's answer names it, which for a repeated upload may be another than was asked for. */
function pipelineOf(upload: UploadItem): string | undefined {
  if (upload.refused) return undefined;
  return upload.answer ? upload.answer.processing_pipeline?.pipeline_id : upload.pipelineId;
}

/** A document may have been run again from elsewhere; its newest live run is the one to show. */
export function runsByDocument(mine: readonly PipelineState[]): ReadonlyMap<string, PipelineState> {
  const runs = new Map<string, PipelineState>();
  for (const state of mine) {
    const id = state['document_id'];
    if (typeof id !== 'string') continue;
    const held = runs.get(id);
    if (!held || held.created_at < state.created_at) runs.set(id, state);
  }
  return runs;
}
