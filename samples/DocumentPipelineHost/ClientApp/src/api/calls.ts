import { address } from './address';
import { request, sessionPath } from './http';
import type { NotificationSettings, Notifications } from './notificationTypes';
import type {
  Analysis,
  Batch,
  DocumentItem,
  DocumentPage,
  DocumentRun,
  Estimate,
  OperationsAnswer,
  OptionRules,
  QueuePlaces,
  ReaderPage,
  SearchAnswer,
  SearchWish,
  Session,
  Statistics,
  StatisticsRange,
  Summary,
} from './types';

export type ControlAction = 'interrupt' | 'resume' | 'cancel' | 'retry';

const document = (id: string): string => `/api/v2/documents/${encodeURIComponent(id)}`;

export const getSession = (signal?: AbortSignal): Promise<Session> =>
  request<Session>(sessionPath, signal ? { signal } : {});

export const switchUser = (userId: string): Promise<Session> =>
  request<Session>(sessionPath, { method: 'POST', body: { user_id: userId } });

export const signIn = (userId: string, password: string): Promise<Session> =>
  request<Session>(sessionPath, { method: 'POST', body: { user_id: userId, password } });

export const signOut = (): Promise<Session> => request<Session>(sessionPath, { method: 'DELETE' });

/** Leads the browser to the provider's sign-in. */
export const providerUrl = (): string => address('/api/v1/session/oidc');

export const getOptions = (signal: AbortSignal): Promise<OptionRules> =>
  request<OptionRules>('/api/v2/options', { signal });

export const listDocuments = (cursor?: string, signal?: AbortSignal): Promise<DocumentPage> => {
  const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
  return request<DocumentPage>(`/api/v2/documents?brief=true&limit=50${after}`, signal && { signal });
};

/** The stored document of that id; `/api/v1` is the path that DPA V2 had for it. */
export const getDocument = (id: string, signal?: AbortSignal): Promise<DocumentItem> =>
  request<DocumentItem>(`/api/v1/documents/${encodeURIComponent(id)}`, signal ? { signal } : {});

export const deleteDocument = (id: string): Promise<void> =>
  request<void>(`/api/v1/documents/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const getSummary = (id: string, signal: AbortSignal): Promise<Summary> =>
  request<Summary>(`${document(id)}/summary`, { signal });

export const getAnalysis = (id: string, signal: AbortSignal): Promise<Analysis> =>
  request<{ readonly analysis: Analysis }>(`${document(id)}/analysis`, { signal }).then(({ analysis }) => analysis);

export const getPage = (id: string, page: number, query: string, signal: AbortSignal): Promise<ReaderPage> =>
  request<ReaderPage>(`${document(id)}/pages/${page}${query ? `?q=${encodeURIComponent(query)}` : ''}`, { signal });

export const getRuns = (id: string, signal: AbortSignal): Promise<readonly DocumentRun[]> =>
  request<{ readonly runs: readonly DocumentRun[] }>(`${document(id)}/pipelines`, { signal }).then(({ runs }) => runs);

export const contentUrl = (id: string): string => address(`${document(id)}/content`);

/** The same for a frame: without the list of pages at its side. */
export const frameUrl = (id: string, page: number): string => `${viewerUrl(id, page)}&navpanes=0&view=FitH`;

/** The PDF in the browser's own viewer, open at that page. */
export const viewerUrl = (id: string, page: number): string => `${contentUrl(id)}?inline=true#page=${page}`;

/** With `stage`, that stage begins from nothing. */
export const controlPipeline = (
  documentId: string,
  pipelineId: string,
  action: ControlAction,
  stage?: string,
): Promise<void> =>
  request<void>(`${document(documentId)}/pipeline/${encodeURIComponent(pipelineId)}/${action}`, {
    method: 'POST',
    body: stage ? { stage } : {},
  });

/** Answers what a pipeline asks; the first answer counts. Over HTTP, as all controls: the page may have no socket. */
export const answerQuestion = (pipelineId: string, questionId: string, answer: string): Promise<unknown> =>
  request(`/api/v1/pipelines/${encodeURIComponent(pipelineId)}/control`, {
    method: 'POST',
    body: { action: 'answer', question_id: questionId, answer },
  });

/** Adds processing to a stored document; `force` makes results again that are there. */
export const processDocument = (
  documentId: string,
  options: Readonly<Record<string, boolean>>,
  force: boolean,
): Promise<OperationsAnswer> =>
  request<OperationsAnswer>(`/api/v1/documents/${encodeURIComponent(documentId)}/operations/start`, {
    method: 'POST',
    body: { ...options, force },
  });

export const searchDocuments = (wish: SearchWish, offset: number, signal: AbortSignal): Promise<SearchAnswer> => {
  const query = new URLSearchParams({ q: wish.query, limit: '50', offset: String(offset) });
  if (wish.type) query.set('type', wish.type);
  if (wish.status) query.set('status', wish.status);
  if (wish.since) query.set('since', wish.since);
  return request<SearchAnswer>(`/api/v2/search?${query}`, { signal });
};

/** Creates a batch that so many files will join; its id. */
export async function createBatch(
  name: string,
  count: number,
  options: Readonly<Record<string, boolean>>,
): Promise<string> {
  const form = new FormData();
  form.append('name', name);
  form.append('count', String(count));
  for (const [option, on] of Object.entries(options)) form.append(option, String(on));
  return (await request<Batch>('/api/v2/batches', { method: 'POST', form })).batch_id;
}

export const controlBatch = (id: string, action: ControlAction): Promise<Batch> =>
  request<Batch>(`/api/v2/batches/${encodeURIComponent(id)}/${action}`, { method: 'POST', body: {} });

export const getQueue = (signal: AbortSignal): Promise<QueuePlaces> =>
  request<QueuePlaces>('/api/v2/queue', { signal });

export const getStatistics = (range: StatisticsRange, all: boolean, signal: AbortSignal): Promise<Statistics> =>
  request<Statistics>(`/api/v2/statistics?range=${range}&scope=${all ? 'all' : 'own'}`, { signal });

export const getEstimate = (documentId: string, pipelineId: string, signal: AbortSignal): Promise<Estimate> =>
  request<Estimate>(`${document(documentId)}/pipeline/${encodeURIComponent(pipelineId)}/estimate`, { signal });

export const getNotifications = (signal: AbortSignal): Promise<Notifications> =>
  request<Notifications>('/api/v2/notifications', { signal });

export const setNotifications = (settings: NotificationSettings): Promise<Notifications> =>
  request<Notifications>('/api/v2/notifications', { method: 'PUT', body: settings });

export const switchWebhookOn = (): Promise<Notifications> =>
  request<Notifications>('/api/v2/notifications/webhook/on', { method: 'POST', body: {} });

export const testNotifications = (): Promise<Notifications> =>
  request<Notifications>('/api/v2/notifications/test', { method: 'POST', body: {} });
