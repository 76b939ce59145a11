import type { Link } from '../connection/Link.js';
import type { Platform } from '../platform/Platform.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ErrorFrame } from '../protocol/ServerFrame.js';
import { RealtimeError } from '../RealtimeError.js';
import { checkWatch } from '../subscriptions/checkWatch.js';
import { until } from '../platform/until.js';

/** How long an answer may take, in milliseconds. */
const answerMs = 10_000;

/** A request without its id; each kind by itself, so that an answer keeps its question. */
export type ControlRequest = ClientFrame extends infer Frame
  ? Frame extends { readonly type: 'control' }
    ? Omit<Frame, 'type' | 'request_id'>
    : never
  : never;

/** Requests to producers that wait for their answer. */
export class ControlRequests {
  readonly #platform: Platform;
  readonly #waiting = new Map<string, (error?: Error) => void>();
  #last = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /**
   * Sends one; settled by its answer, by the end of the connection, by the signal or by time. Fails with a `TypeError`
   * for an invalid id.
   */
  ask(link: Link, request: ControlRequest, signal?: AbortSignal): Promise<void> {
    const request_id = `control-${++this.#last}`;
    return new Promise((resolve, reject) => {
      const { pipeline_id } = request;
      checkWatch(pipeline_id);
      // As a part of an address these would lead elsewhere.
      if (/^\.\.?$/.test(pipeline_id)) throw new TypeError(`"${pipeline_id}" is no id of a pipeline to control.`);
      if (signal?.aborted) return reject(signal.reason);
      if (!link.isUp) return reject(notConnected());
      const late = new RealtimeError(
        'timeout',
        'The server did not answer.',
        'It may have been done all the same: look at the state.',
      );
      const cancel = this.#platform.delay(() => this.settle(request_id, late), answerMs);
      const leave = until(signal, () => () => this.settle(request_id, signal?.reason as Error));
      this.#waiting.set(request_id, (error) => {
        cancel();
        leave();
        if (error) reject(error);
        else resolve();
      });
      link.send({ type: 'control', ...request, request_id });
    });
  }

  /** True if a request waited for the answer. */
  settle(requestId = '', refusal?: ErrorFrame | Error): boolean {
    const settle = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    settle?.(
      refusal && 'type' in refusal ? new RealtimeError(refusal.code, refusal.message, refusal.suggestion) : refusal,
    );
    return settle !== undefined;
  }

  /** The connection is closed, so no answer will arrive. */
  abandon(): void {
    for (const requestId of [...this.#waiting.keys()]) this.settle(requestId, notConnected());
  }
}

function notConnected(): RealtimeError {
  return new RealtimeError('not_connected', 'There is no connection.', 'Try again once there is one.');
}
