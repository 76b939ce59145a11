import type { ClientFrame } from '../protocol/ClientFrame.js';
import { isObject, isText, type Json } from '../protocol/json.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';
import type { HttpOptions } from './HttpOptions.js';

/**
 * Sends a control request without a socket (docs/protocol.md#the-same-state-over-http). Never fails: the result is the
 * frame that a socket would have brought.
 */
export async function postControl(
  options: HttpOptions,
  frame: ClientFrame & { readonly type: 'control' },
): Promise<ServerFrame> {
  const { pipeline_id, action, request_id } = frame;
  const ask = (renew?: boolean): Promise<readonly [status: number, body: unknown]> =>
    options.requests.ask(
      options,
      `${encodeURIComponent(pipeline_id)}/control`,
      frame,
      async (response) => [response.status, await response.json().catch(() => undefined)],
      renew,
    );
  const refusal = (code: string, message: unknown, suggestion: unknown): ServerFrame => ({
    type: 'error',
    code,
    message: isText(message) ? message : '',
    ...(isText(suggestion) && { suggestion }),
    request_id,
  });
  try {
    let [status, body] = await ask();
    if (status === 401 || status === 403) [status, body] = await ask(true);
    if (status === 202) return { type: 'control_accepted', pipeline_id, action, request_id };
    const { code, title, suggestion } = isObject(body) ? body : ({} as Json);
    if (status > 499 && !isText(code)) throw status; // a gateway's: it may have been done
    const word = status === 401 ? 'unauthorized' : isText(code) ? code : `refused_${status}`;
    return refusal(word, title, suggestion);
  } catch (error) {
    const isRefused = (error as { readonly code?: string }).code === 'unauthorized'; // reported by the application
    return isRefused
      ? refusal('unauthorized', 'There is no valid token.', 'Sign in again.')
      : refusal('unreachable', 'The server did not answer.', 'It may have been done all the same: look at the state.');
  }
}
