import type { Language } from '../i18n/language';
import { doubtSession } from '../session/sessionDoubt';
import { address } from './address';
import { ApiError, readProblem, unreachable } from './problem';

/** Who is signed in; sign in and out. */
export const sessionPath = '/api/v1/session';

let requestLanguage: Language = 'en';

/** The language in which the server's messages are asked for. */
export function setRequestLanguage(language: Language): void {
  requestLanguage = language;
}

/** The headers of every request; a write carries the antiforgery header, which another site cannot send. */
export function requestHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Language': requestLanguage === 'zh' ? 'zh-CN' : 'en' };
  if (method !== 'GET') headers['X-CSRF'] = '1';
  return headers;
}

export interface RequestSettings {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: object;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form in place of a JSON body. */
  readonly form?: FormData;
}

/** One request to the host; throws `ApiError` for every failure but an abort. */
export async function request<T>(path: string, settings: RequestSettings = {}): Promise<T> {
  const method = settings.method ?? 'GET';
  const headers = { ...requestHeaders(method), ...settings.headers };
  if (settings.body) headers['Content-Type'] = 'application/json';
  let response: Response;
  let text: string;
  try {
    response = await fetch(/^https?:/.test(path) ? path : address(path), {
      method,
      headers,
      credentials: 'same-origin',
      ...(settings.body ? { body: JSON.stringify(settings.body) } : {}),
      ...(settings.form ? { body: settings.form } : {}),
      ...(settings.signal ? { signal: settings.signal } : {}),
    });
    text = await response.text();
  } catch (error) {
    if (settings.signal?.aborted) throw error;
    throw new ApiError(unreachable);
  }
  // A refused sign-in reports that itself.
  if (response.status === 401 && path !== sessionPath) doubtSession();
  if (!response.ok) throw new ApiError(readProblem(response.status, text));
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
