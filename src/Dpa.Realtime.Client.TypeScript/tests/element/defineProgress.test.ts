// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineProgress } from '../../src/element/index.js';
import type { PipelineSnapshot, RealtimeClient } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { fullState } from '../fakes/frames.js';

let server: FakeServer;
let client: RealtimeClient;
let frames: (() => void)[];
let names = 0;
let name: string;

beforeEach(async () => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback));
  vi.stubGlobal('cancelAnimationFrame', () => {});
  server = new FakeServer();
  client = await server.live();
  name = `dpa-progress-${++names}`;
  defineProgress(client, { name });
});

afterEach(() => {
  document.body.replaceChildren();
  client.close();
  vi.unstubAllGlobals();
});

async function paint(): Promise<void> {
  await server.clock.advance(16);
  for (const callback of frames.splice(0)) callback();
}

function add(attributes: Record<string, string>): HTMLElement {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  document.body.append(element);
  return element;
}

const bar = (element: HTMLElement): Element => element.shadowRoot?.querySelector('[role=progressbar]') as Element;
const fill = (element: HTMLElement): HTMLElement => element.shadowRoot?.querySelector('[part=fill]') as HTMLElement;

describe('dpa-progress', () => {
  it('Unknown_IsNoValue_AndAStateIsOne', async () => {
    const element = add({ 'pipeline-id': 'p1', label: 'Upload' });
    await paint();
    expect(bar(element).getAttribute('aria-label')).toBe('Upload');
    expect(bar(element).hasAttribute('aria-valuenow')).toBe(false);
    expect(fill(element).hidden).toBe(true);
    server.socket.push(fullState({ version: 2, overall_progress: 41.9 }));
    await paint();
    expect(bar(element).getAttribute('aria-valuenow')).toBe('41');
    expect(bar(element).getAttribute('aria-valuetext')).toBe('41 %');
    expect(fill(element).hidden).toBe(false);
    expect(fill(element).style.transform).toBe('scaleX(0.419)');
    expect(element.dataset['status']).toBe('processing');
    expect(server.socket.sentOf('subscribe_pipeline')).toMatchObject([{ pipeline_ids: ['p1'], detail: 'pipeline' }]);
  });

  it('Waiting_SaysTheQuestion', async () => {
    const element = add({ 'pipeline-id': 'p1' });
    await paint();
    server.socket.push(
      fullState({ version: 2, status: 'waiting', overall_progress: 40, question: { id: 'q', text: 'Keep both?' } }),
    );
    await paint();
    expect(bar(element).getAttribute('aria-valuetext')).toBe('40 %, waiting: Keep both?');
    expect(element.shadowRoot?.querySelector('[part=text]')?.textContent).toBe('40 %, waiting: Keep both?');
    expect(element.dataset['status']).toBe('waiting');
  });

  it('AnotherId_ShowsNothingOfTheOld', async () => {
    const element = add({ 'pipeline-id': 'p1' });
    await paint();
    server.socket.push(fullState({ overall_progress: 80 }));
    await paint();
    element.setAttribute('pipeline-id', 'p2');
    await paint();
    expect(bar(element).hasAttribute('aria-valuenow')).toBe(false);
    server.socket.push(fullState({ pipeline_id: 'p2', overall_progress: 3 }));
    await paint();
    expect(fill(element).style.transform).toBe('scaleX(0.03)');
    expect(server.socket.sentOf('unsubscribe_pipeline')).toMatchObject([{ pipeline_ids: ['p1'] }]);
  });

  it('Removed_IsUnsubscribed', async () => {
    const element = add({ 'pipeline-id': 'p1' });
    await paint();
    element.remove();
    await paint();
    expect(server.socket.sentOf('unsubscribe_pipeline')).toHaveLength(1);
  });

  it('Events_TellOfProgressAndOfTheEnd', async () => {
    const element = add({ 'pipeline-id': 'p1' });
    const told: string[] = [];
    for (const type of ['progress', 'end']) {
      element.addEventListener(type, (event) => {
        const { state } = (event as CustomEvent<PipelineSnapshot>).detail;
        told.push(`${type} ${state?.status}`);
      });
    }
    await paint();
    server.socket.push(fullState());
    server.socket.push(fullState({ version: 2, status: 'completed', overall_progress: 100 }));
    await paint();
    expect(told).toEqual(['progress processing', 'progress completed', 'end completed']);
  });

  it('HandlerThatChangesWhatIsFollowed_LeavesNothingBehind', async () => {
    client.watch('p1', () => {});
    await paint();
    server.socket.push(fullState());
    const element = document.createElement(name);
    element.setAttribute('pipeline-id', 'p1');
    element.addEventListener('progress', () => element.setAttribute('pipeline-id', 'p2'), { once: true });
    document.body.append(element);
    await paint();
    element.remove();
    await paint();
    expect(server.socket.sentOf('unsubscribe_pipeline').flatMap((frame) => frame['pipeline_ids'])).toEqual(['p2']);
  });

  it('End_IsRaisedOnceOfAnAttempt_AlsoWhereItIsFollowedAnew', async () => {
    const element = add({ 'pipeline-id': 'p1' });
    const ends: (string | undefined)[] = [];
    element.addEventListener('end', (event) => {
      ends.push((event as CustomEvent<PipelineSnapshot>).detail.state?.status);
    });
    await paint();
    server.socket.push(fullState({ status: 'completed', overall_progress: 100 }));
    await paint();
    element.setAttribute('wait', '');
    await paint();
    expect(ends).toEqual(['completed']);
  });

  it('NotFound_IsSaid', async () => {
    const element = add({ 'pipeline-id': 'p1' });
    await paint();
    server.socket.push({ type: 'error', code: 'not_found', message: '', pipeline_id: 'p1' });
    await paint();
    expect(bar(element).getAttribute('aria-valuetext')).toBe('Not found');
    expect(element.dataset['status']).toBe('not_found');
  });
});
