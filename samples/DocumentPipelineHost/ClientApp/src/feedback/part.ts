import { lazy, type ComponentType } from 'react';

/** @param ms How soon it is asked for again, in milliseconds; after that less often, down to once a minute. */
const loaded = <T>(load: () => Promise<T>, ms = 1000): Promise<T> =>
  load().catch(() => new Promise((next) => setTimeout(next, ms)).then(() => loaded(load, Math.min(2 * ms, 60_000))));

/**
 * A part of a page that is loaded when it is first shown. Without a network it comes later: an error of it would take
 * the whole page away, with everything that is known. Show it within `Suspense`.
 */
export const part = <P>(load: () => Promise<{ readonly default: ComponentType<P> }>) => lazy(() => loaded(load));
