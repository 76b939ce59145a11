import { address } from './address';
import { request } from './http';
import type { DocumentItem, DocumentPage, OptionRules, SearchAnswer, Session, Summary } from './types';

export type ControlAction = 'interrupt' | 'resume' | 'cancel' | 'retry';

const document = (id: string): string => `/api/v2/documents/${encodeURIComponent(id)}`;

export const getSession = (signal?: AbortSignal): Promise<Session> =>
  request<Session>('/api/v1/session', signal ? { signal } : {});

export const switchUser = (userId: string): Promise<Session> =>
  request<Session>('/api/v1/session', { method: 'POST', body: { user_id: userId } });

export const signIn = (userId: string, password: string): Promise<Session> =>
  request<Session>('/api/v1/session', { method: 'POST', body: { user_id: userId, password } });

export const signOut = (): Promise<Session> => request<Session>('/api/v1/session', { method: 'DELETE' });

/** Leads the browser to the provider's sign-in. */
export const providerUrl = (): string => address('/api/v1/session/oidc');

export const getOptions = (signal: AbortSignal): Promise<OptionRules> =>
  request<OptionRules>('/api/v2/options', { signal });

export const listDocuments = (cursor?: string): Promise<DocumentPage> =>
  request<DocumentPage>(`/api/v2/documents?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);

/** The stored document of that id; `/api/v1` is the path that DPA V2 had for it. */
export const getDocument = (id: string, signal: AbortSignal): Promise<DocumentItem> =>
  request<DocumentItem>(`/api/v1/documents/${encodeURIComponent(id)}`, { signal });

export const deleteDocument = (id: string): Promise<void> =>
  request<void>(`/api/v1/documents/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const getSummary = (id: string, signal: AbortSignal): Promise<Summary> =>
  request<Summary>(`${document(id)}/summary`, { signal });

export const contentUrl = (id: string): string => address(`${document(id)}/content`);

export const controlPipeline = (documentId: string, pipelineId: string, action: ControlAction): Promise<void> =>
  request<void>(`${document(documentId)}/pipeline/${encodeURIComponent(pipelineId)}/${action}`, {
    method: 'POST',
    body: {},
  });

export const searchDocuments = (query: string, signal: AbortSignal): Promise<SearchAnswer> =>
  request<SearchAnswer>(`/api/v2/search?q=${encodeURIComponent(query)}`, { signal });
