import type { Platform } from './connection/Platform.js';
import type { ControlAction } from './protocol/ControlAction.js';
import type { ClientFrame } from './protocol/ClientFrame.js';
import { RealtimeError } from './RealtimeError.js';

/** How long an answer may take. */
const answerMs = 10_000;

/** Requests to producers that wait for their answer. */
export class ControlRequests {
  readonly #platform: Platform;
  readonly #waiting = new Map<string, (error?: RealtimeError) => void>();
  #last = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Sends one; settled by its answer, by the end of the connection or by time. */
  ask(send: (frame: ClientFrame) => void, pipelineId: string, action: ControlAction, reason: string | undefined): Promise<void> {
    const requestId = `control-${++this.#last}`;
    return new Promise((resolve, reject) => {
      const cancel = this.#platform.delay(
        () => this.settle(requestId, new RealtimeError('timeout', 'The server did not answer.', 'The request may have been carried out: look at the state.')),
        answerMs,
      );
      this.#waiting.set(requestId, (error) => {
        cancel();
        if (error) reject(error);
        else resolve();
      });
      send({ type: 'control', pipeline_id: pipelineId, action, request_id: requestId, ...(reason !== undefined && { reason }) });
    });
  }

  /** True where the answer was waited for. */
  settle(requestId: string | undefined, error?: RealtimeError): boolean {
    const settle = this.#waiting.get(requestId ?? '');
    this.#waiting.delete(requestId ?? '');
    settle?.(error);
    return settle !== undefined;
  }

  /** The connection is gone, and their answers with it. */
  abandon(): void {
    for (const requestId of [...this.#waiting.keys()]) this.settle(requestId, notConnected());
  }
}

export function notConnected(): RealtimeError {
  return new RealtimeError('not_connected', 'There is no live connection to the server.', 'Try again once the connection is live.');
}
