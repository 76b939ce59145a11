import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../src/api/problem';
import { sendFile } from '../src/api/sendFile';
import { UploadQueue } from '../src/sending/UploadQueue';

// The library's build for browsers, as the page has it; tests would get the one for Node.
vi.mock('tus-js-client', () => vi.importActual('tus-js-client/lib.esm/browser/index.js'));

/** The test's page is not of the host's origin. */
const allow = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': '*',
  'Access-Control-Allow-Headers': 'x-csrf, accept-language, tus-resumable, upload-length, upload-metadata',
};

let host: Server;
let origin: string;
let status: number;
let asked: string[];

beforeEach(async () => {
  asked = [];
  host = createServer((incoming, answer) => {
    if (incoming.method !== 'OPTIONS') asked.push(`${incoming.method} ${incoming.url}`);
    const answers: Record<string, number> = { OPTIONS: 204, HEAD: status };
    answer.writeHead(answers[incoming.method ?? ''] ?? 500, allow).end();
  });
  await new Promise<void>((listening) => host.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  const base = document.createElement('base');
  base.href = `${origin}/`;
  document.head.replaceChildren(base);
});

afterEach(() => {
  host.closeAllConnections();
  host.close();
});

const file = (): File => new File(['0123456789'], 'a.txt', { lastModified: 5 });

describe('sendFile', () => {
  it.each([401, 404, 410, 423, 429, 500, 503])('continue_HostAnswers%i_BeginsNoNewUploadAndSaysSo', async (given) => {
    status = given;
    const sending = sendFile(
      { file: file(), pipelineId: 'p', options: {}, url: `${origin}/api/v2/uploads/u-1` },
      { onSent: () => undefined, onUrl: () => undefined },
    );

    const error = await sending.answer.then(() => undefined, (refused: unknown) => refused);

    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).problem.status).toBe(given);
    expect(asked).toEqual(['HEAD /api/v2/uploads/u-1']);
  });

  it.each([
    [429, ['HEAD /api/v2/uploads/u-1'], 'offline'],
    [503, ['HEAD /api/v2/uploads/u-1'], 'offline'],
    [404, ['HEAD /api/v2/uploads/u-1', 'POST /api/v2/uploads'], 'failed'],
    [410, ['HEAD /api/v2/uploads/u-1', 'POST /api/v2/uploads'], 'failed'],
  ] as const)('queue_HostAnswers%i_KeepsItsPlaceUnlessItIsGone', async (given, requests, phase) => {
    status = given;
    const queue = new UploadQueue();
    queue.restore([
      {
        key: 'k', pipelineId: 'p', formerIds: [], stages: [], options: {}, name: 'a.txt', size: 10,
        createdAt: 0, modifiedAt: 5, sentBytes: 4, phase: 'paused', url: `${origin}/api/v2/uploads/u-1`,
      },
    ]);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked.length = 0;

    queue.reselect('k', file());

    await vi.waitFor(() => expect(queue.items[0]?.phase).toBe(phase));
    expect(asked).toEqual(requests);
    queue.close();
  });
});
