import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { dismissalKey } from '../src/cards/useCards';
import { useDismissed } from '../src/cards/useDismissed';
import { item, upload } from './states';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  localStorage.clear();
});

it('dismissed_AThousandFiles_AreAllKept', () => {
  const { result, unmount } = renderHook(() => useDismissed('anna'));
  const ids = Array.from({ length: 1000 }, (_, n) => `doc-${n}`);
  act(() => result.current.dismiss(ids));
  unmount();
  const { dismissed } = renderHook(() => useDismissed('anna')).result.current;
  expect(ids.every((id) => dismissed.has(id))).toBe(true);
});

it('dismissed_StorageIsFull_TheyAreAwayNevertheless', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const { result } = renderHook(() => useDismissed('anna'));
  act(() => result.current.dismiss(['doc-1']));
  expect(result.current.dismissed.has('doc-1')).toBe(true);
});

it('dismissalKey_IsTheDocument_OnceItIsKnown', () => {
  const entry = { key: 'k-1', wait: false, createdAt: 0 };
  expect(dismissalKey({ ...entry, upload: upload() })).toBe('k-1');
  expect(dismissalKey({ ...entry, item: item({ document_id: 'doc-1' }) })).toBe('doc-1');
});
