import { act, cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useUploadQueue, useUploads, Workspace } from '../src/workspace/Workspace';
import type { UploadQueue } from '../src/sending/UploadQueue';
import type { UploadItem } from '../src/sending/uploadItem';
import { upload } from './states';

let queue: UploadQueue;
let shown: readonly UploadItem[];

/** Replaces the pages: gives the test what they would see. */
function Probe() {
  queue = useUploadQueue();
  shown = useUploads();
  return null;
}

const keptNames = () => Object.keys(localStorage).filter((name) => name.startsWith('dpa.uploads.'));
const kept = () =>
  keptNames().flatMap((name) => (JSON.parse(localStorage.getItem(name) ?? '') as { items: UploadItem[] }).items);
const settle = () => act(async () => void (await new Promise((done) => setTimeout(done))));

const workspace = (
  <Workspace userId="anna">
    <Probe />
  </Workspace>
);

beforeEach(() => {
  shown = [];
  vi.stubGlobal('WebSocket', undefined);
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
});

afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.unstubAllGlobals();
});

describe('Workspace', () => {
  const leaveOne = () =>
    localStorage.setItem('dpa.uploads.anna/gone', JSON.stringify({ tab: 'gone', items: [upload({ key: 'left' })] }));

  it('open_TabThatIsGoneLeftUploads_TakesThem', async () => {
    leaveOne();
    render(workspace);
    await settle();
    expect(shown.map(({ key, phase }) => [key, phase])).toEqual([['left', 'reselect']]);
    expect(kept().map(({ key }) => key)).toEqual(['left']);
    expect(keptNames()).not.toContain('dpa.uploads.anna/gone');
  });

  it('close_BeforeTheyWereTaken_LeavesThemForTheNextTime', async () => {
    leaveOne();
    render(workspace).unmount();
    await settle();
    expect(kept().map(({ key }) => key)).toEqual(['left']);
  });

  describe('keeping uploads', () => {
    const names = () => kept().map(({ name }) => name);
    const add = (name: string) =>
      act(() => queue.add([new File(['x'], name)], { options: {}, stages: [], maxBytes: 100 }));

    beforeEach(() => vi.useFakeTimers());
    afterEach(() => vi.useRealTimers());

    it('manyChanges_AreWrittenAtMostOnceASecond', () => {
      render(workspace);
      const writes = vi.spyOn(Storage.prototype, 'setItem');
      for (const name of ['a', 'b', 'c', 'd', 'e']) add(name);
      expect(writes).toHaveBeenCalledTimes(1);
      act(() => void vi.advanceTimersByTime(1000));
      expect(writes).toHaveBeenCalledTimes(2);
      expect(names()).toEqual(['a', 'b', 'c', 'd', 'e']);
      act(() => void vi.advanceTimersByTime(10_000));
      expect(writes).toHaveBeenCalledTimes(2);
    });

    it('pageIsLeft_WritesTheLastState', () => {
      render(workspace);
      for (const name of ['a', 'b', 'c']) add(name);
      dispatchEvent(new Event('pagehide'));
      expect(names()).toEqual(['a', 'b', 'c']);
    });

    it('workspaceCloses_WritesTheLastState', () => {
      const { unmount } = render(workspace);
      for (const name of ['a', 'b', 'c']) add(name);
      unmount();
      expect(names()).toEqual(['a', 'b', 'c']);
    });
  });
});
