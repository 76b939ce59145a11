import type { ConnectContext } from '../connection/connect.js';
import { until } from '../platform/until.js';
import { isObject, isText, type Json } from '../protocol/json.js';
import { readState } from '../protocol/parseFrame.js';
import type { PipelinePage, PipelineQuery } from '../protocol/PipelineQuery.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import { RealtimeError } from '../RealtimeError.js';
import { Requests } from './Requests.js';
import { retryAfterMs } from './retryAfter.js';

/** One page of a list, with a new token if the last one was refused. */
export async function queryPipelines(
  context: ConnectContext,
  query: PipelineQuery,
  signal?: AbortSignal,
): Promise<PipelinePage> {
  signal?.throwIfAborted();
  const parameters = parametersOf(query);
  const requests = new Requests();
  const leave = until(signal, () => () => requests.abandon());
  const ask = (renew?: boolean): Promise<readonly [status: number, body: unknown, waitMs: number]> =>
    requests.ask(
      context,
      `?${parameters}`,
      undefined,
      async (response) => [
        response.status,
        await response.json().catch(() => undefined),
        retryAfterMs(response.headers.get('retry-after'), context.platform.date()),
      ],
      renew,
    );
  try {
    let [status, body, waitMs] = await ask();
    if (status === 401 || status === 403) [status, body, waitMs] = await ask(true);
    const answer = isObject(body) ? body : ({} as Json);
    if (status === 200 && Array.isArray(answer['pipelines'])) return pageOf(answer['pipelines'], answer['next']);
    const { code, title, suggestion } = answer;
    throw new RealtimeError(
      status === 401 ? 'unauthorized' : isText(code) ? code : `refused_${status}`,
      isText(title) ? title : '',
      isText(suggestion) ? suggestion : undefined,
      waitMs || undefined,
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof RealtimeError || (error as { readonly code?: string }).code === 'unauthorized') throw error;
    throw new RealtimeError('unreachable', 'The server did not answer.', 'Try again.');
  } finally {
    leave();
  }
}

function parametersOf({ status, since, ...others }: PipelineQuery): URLSearchParams {
  const parameters = { ...others, status: status?.toString(), since: since?.toISOString() };
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
}

function pageOf(states: readonly unknown[], next: unknown): PipelinePage {
  const pipelines: PipelineState[] = [];
  for (const state of states) {
    const read = readState(state);
    if (read) pipelines.push(read);
  }
  return { pipelines, ...(isText(next) && { next }) };
}
