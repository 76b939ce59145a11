import type { DocumentItem, OptionRules, ProcessingOption } from '../src/api/types';
import type { PipelineState, StageState } from '../src/pipeline/types';
import type { UploadItem } from '../src/sending/uploadItem';

/** States as the host would send them, for tests. */
export function stage(id: string, change: Partial<StageState> = {}): StageState {
  return {
    id,
    stage_id: `${id}-1`,
    name: id,
    version: 1,
    weight: 1,
    status: 'pending',
    progress: 0,
    attempt: 1,
    can_interrupt: false,
    ...change,
  };
}

export function pipeline(change: Partial<PipelineState> = {}): PipelineState {
  return {
    pipeline_id: 'p-1',
    epoch: '0190',
    version: 1,
    transition: 1,
    status: 'processing',
    overall_progress: 0,
    attempt: 1,
    can_interrupt: false,
    can_resume: false,
    can_cancel: false,
    can_retry: false,
    interrupted: false,
    completed: false,
    created_at: '2026-11-24T10:00:00Z',
    timestamp: '2026-11-24T10:00:00Z',
    stages: [],
    transitions: [],
    document_id: 'doc-1',
    ...change,
  };
}

export function item(change: Partial<DocumentItem> = {}): DocumentItem {
  return {
    document_id: 'doc-1',
    filename: 'report.pdf',
    size: 1_400_000,
    content_type: 'application/pdf',
    status: 'processing',
    created_at: '2026-11-24T10:00:00Z',
    pipeline_id: 'p-1',
    has_summary: false,
    has_index: false,
    ...change,
  };
}

export function upload(change: Partial<UploadItem> = {}): UploadItem {
  return {
    key: 'k-1',
    name: 'report.pdf',
    size: 1000,
    createdAt: 0,
    phase: 'sending',
    sentBytes: 0,
    pipelineId: 'p-1',
    formerIds: [],
    stages: ['upload', 'parse', 'index'],
    options: {},
    modifiedAt: 0,
    ...change,
  };
}

const option = (id: string, needs: readonly string[], change: Partial<ProcessingOption> = {}): ProcessingOption => ({
  id,
  name: { en: id, zh: id },
  default: true,
  needs,
  weight: 1,
  estimate_seconds: 1,
  available: true,
  ...change,
});

export function optionRules(analysis: Partial<ProcessingOption> = {}): OptionRules {
  return {
    options: [
      option('upload', []),
      option('parse', []),
      option('create_index', ['parse'], { name: { en: 'Index', zh: '创建索引' } }),
      option('generate_summary', ['parse'], { name: { en: 'Summary', zh: '生成摘要' } }),
      option('deep_analysis', ['create_index', 'generate_summary'], {
        name: { en: 'Deep analysis', zh: '深度分析' },
        default: false,
        ...analysis,
      }),
    ],
    presets: [
      { id: 'upload', name: { en: 'Upload only', zh: '仅上传' }, options: [] },
      {
        id: 'full',
        name: { en: 'Everything', zh: '全部' },
        options: ['create_index', 'generate_summary', 'deep_analysis'],
      },
    ],
    limits: { max_bytes: 1_000_000, max_pages: 10_000, types: ['.pdf', '.md', '.txt'] },
  };
}
