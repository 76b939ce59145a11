import { afterEach, expect, it, vi } from 'vitest';
import { onNextFrame } from '../../src/motion/onNextFrame.js';

afterEach(() => void vi.unstubAllGlobals());

it('CallbackThatThrows_HoldsUpNoOther_AndSurfaces', () => {
  const frames: ((at: number) => void)[] = [];
  const surfaced: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: (at: number) => void) => frames.push(callback));
  vi.stubGlobal('queueMicrotask', (callback: () => void) => surfaced.push(callback));
  const seen: number[] = [];
  onNextFrame(() => {
    throw new Error('mine');
  });
  onNextFrame((at) => seen.push(at));
  frames[0]?.(16);
  expect(seen).toEqual([16]);
  expect(() => surfaced[0]?.()).toThrow('mine');
});
