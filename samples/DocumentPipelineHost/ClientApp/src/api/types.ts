import type { PipelineState } from '@dpa/realtime';
import type { LocalText } from '../i18n/language';

export interface SessionUser {
  readonly id: string;
  readonly name: string;
}

export interface Session {
  /** Absent without a sign-in. */
  readonly user_id?: string | null;
  readonly users: readonly SessionUser[];
  readonly development: boolean;
  /** Whether people sign in with a name and a password. */
  readonly password: boolean;
  /** Whether people sign in at a provider. */
  readonly provider: boolean;
  /** Whether the user sees the figures of the whole host. */
  readonly operator?: boolean;
}

export interface ProcessingOption {
  readonly id: string;
  readonly name: LocalText;
  readonly default: boolean;
  readonly needs: readonly string[];
  readonly weight: number;
  readonly estimate_seconds: number;
  readonly available: boolean;
  readonly reason?: LocalText | null;
}

export interface Preset {
  readonly id: string;
  readonly name: LocalText;
  readonly options: readonly string[];
}

export interface OptionRules {
  readonly options: readonly ProcessingOption[];
  readonly presets: readonly Preset[];
  readonly limits: { readonly max_bytes: number; readonly max_pages: number; readonly types: readonly string[] };
  /** The language model that may write summaries. */
  readonly model?: {
    readonly available: boolean;
    readonly name?: string | null;
    readonly reason?: LocalText | null;
  } | null;
}

export interface Adjustment {
  readonly option: string;
  readonly from: boolean;
  readonly to: boolean;
  readonly reason_code: string;
  readonly message: string;
}

export interface UploadAnswer {
  readonly document_id: string;
  readonly filename: string;
  readonly size: number;
  readonly status: 'uploaded' | 'exists' | 'waiting';
  readonly message: string;
  readonly processing_pipeline?: { readonly pipeline_id: string } | null;
  readonly adjustments?: readonly Adjustment[] | null;
}

export interface DocumentItem {
  readonly document_id: string;
  readonly filename: string;
  readonly size: number;
  readonly content_type: string;
  readonly status: string;
  readonly created_at: string;
  readonly pipeline_id?: string | null;
  readonly has_summary: boolean;
  readonly has_index: boolean;
  readonly has_analysis?: boolean;
  readonly pages?: number | null;
  /** What its pages are; hosts before 0.4 leave it out. */
  readonly page_kind?: PageKind;
  readonly state?: PipelineState | null;
  /** What the reader should know; lists leave them out. */
  readonly warnings?: readonly DocumentWarning[] | null;
}

export interface DocumentWarning {
  readonly code: string;
  readonly message: string;
  readonly stage?: string | null;
  readonly pages?: string | null;
  readonly part?: string | null;
}

export interface DocumentPage {
  readonly items: readonly DocumentItem[];
  readonly next_cursor?: string | null;
}

export interface Summary {
  readonly document_id: string;
  readonly language: string;
  readonly text: string;
  readonly sentences: readonly { readonly text: string; readonly page?: number | null }[];
  readonly keywords: readonly { readonly text: string; readonly weight: number }[];
  readonly document_type: string;
  readonly complexity: string;
  readonly complexity_reason?: string | null;
  readonly reading_minutes: number;
  readonly key_sections: readonly { readonly title: string; readonly page?: number | null }[];
  readonly suggestions: readonly string[];
  /** Why it is no summary. */
  readonly note?: string | null;
  /** The language model that wrote it; absent where rules chose its sentences. */
  readonly model?: string | null;
}

/** What the deep analysis found. */
export interface Analysis {
  readonly structure: readonly { readonly title: string; readonly level: number; readonly page: number }[];
  readonly entities: readonly {
    readonly kind: string;
    readonly text: string;
    readonly count: number;
    readonly pages: readonly number[];
  }[];
  readonly cross_references: readonly { readonly text: string; readonly page: number }[];
  readonly reading_minutes: number;
  readonly characters: number;
  readonly words: number;
}

/** What a page of a document is called. */
export type PageKind = 'page' | 'slide' | 'section';

export interface ReaderPage {
  readonly document_id: string;
  readonly page: number;
  readonly pages: number;
  readonly page_kind: PageKind;
  readonly unreadable: boolean;
  readonly parts: readonly SnippetPart[];
}

export interface DocumentRun {
  readonly pipeline_id: string;
  readonly status: string;
  readonly created_at: string;
  readonly ended_at?: string | null;
  readonly state?: PipelineState | null;
}

export interface OperationsAnswer {
  readonly message: string;
  readonly reused: readonly string[];
  readonly processing_pipeline?: { readonly pipeline_id: string } | null;
}

export interface SnippetPart {
  readonly text: string;
  readonly hit: boolean;
}

export interface SearchHit {
  readonly document_id: string;
  readonly filename: string;
  readonly page?: number | null;
  readonly page_kind?: PageKind;
  readonly section?: string | null;
  readonly score: number;
  readonly snippet: readonly SnippetPart[];
}

export interface SearchAnswer {
  readonly query: string;
  readonly total: number;
  readonly hits: readonly SearchHit[];
  /** No chunk has all of the words: these have some of them. */
  readonly any_word?: boolean;
}

/** What is looked for, and where. */
export interface SearchWish {
  readonly query: string;
  readonly type?: string;
  readonly status?: string;
  /** The first day of upload that counts, as a date. */
  readonly since?: string;
}

export interface BatchCounts {
  readonly total: number;
  readonly uploading: number;
  readonly pending: number;
  readonly processing: number;
  readonly interrupted: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
}

export interface Batch {
  readonly batch_id: string;
  readonly name: string;
  readonly status: string;
  readonly message?: string | null;
  readonly counts: BatchCounts;
  readonly state?: PipelineState | null;
}

export interface QueuePlaces {
  readonly waiting: number;
  readonly places: readonly { readonly pipeline_id: string; readonly place: number }[];
}

/** How long a pipeline's work takes from now on, in milliseconds, by what others of its type took. */
export interface Estimate {
  readonly pipeline_id: string;
  readonly stages: readonly {
    readonly stage: string;
    readonly samples: number;
    /** Null where there are too few samples. */
    readonly from_ms: number | null;
    readonly to_ms: number | null;
  }[];
}

export const statisticsRanges = ['1h', '24h', '7d', '30d'] as const;
export type StatisticsRange = (typeof statisticsRanges)[number];

export interface Statistics {
  readonly range: StatisticsRange;
  readonly since: string;
  readonly until: string;
  readonly ended: { readonly completed: number; readonly failed: number; readonly cancelled: number };
  readonly per_hour: number;
  readonly buckets: readonly {
    readonly start: string;
    readonly completed: number;
    readonly failed: number;
    readonly cancelled: number;
    readonly pages: number;
  }[];
  readonly stages: readonly {
    readonly stage: string;
    readonly count: number;
    readonly p50_ms: number;
    readonly p95_ms: number;
  }[];
  readonly failures: readonly { readonly code: string; readonly count: number }[];
  readonly queue: {
    readonly uploading: number;
    readonly pending: number;
    readonly processing: number;
    readonly interrupted: number;
  };
  readonly live_connections: { readonly websocket: number; readonly sse: number; readonly polling: number };
  /** Of pipelines that ended: from their upload, or from when they were asked for, to their first stage. */
  readonly queue_wait: { readonly count: number; readonly p50_ms: number; readonly p95_ms: number };
  /** What progress cost on the wire since the instance started, and what asking every two seconds would have cost. */
  readonly traffic: {
    readonly since: string;
    readonly websocket_bytes: number;
    readonly sse_bytes: number;
    readonly poll_bytes: number;
    readonly would_be_bytes: number;
  };
}
