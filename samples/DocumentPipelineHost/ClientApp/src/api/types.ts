import type { LocalText } from '../i18n/language';
import type { PipelineState } from '../pipeline/types';

export interface SessionUser {
  readonly id: string;
  readonly name: string;
}

export interface Session {
  /** Absent where nobody is signed in. */
  readonly user_id?: string | null;
  readonly users: readonly SessionUser[];
  readonly development: boolean;
  /** Whether people sign in with a name and a password. */
  readonly password: boolean;
  /** Whether people sign in at a provider. */
  readonly provider: boolean;
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
  readonly limits: { readonly max_bytes: number; readonly types: readonly string[] };
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
  readonly status: 'uploaded' | 'exists';
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
  readonly pages?: number | null;
  readonly state?: PipelineState | null;
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
}

export interface SnippetPart {
  readonly text: string;
  readonly hit: boolean;
}

export interface SearchHit {
  readonly document_id: string;
  readonly filename: string;
  readonly page?: number | null;
  readonly score: number;
  readonly snippet: readonly SnippetPart[];
}

export interface SearchAnswer {
  readonly query: string;
  readonly total: number;
  readonly hits: readonly SearchHit[];
}
