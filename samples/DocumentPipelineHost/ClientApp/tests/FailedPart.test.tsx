import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { FailedPart } from '../src/pipeline/FailedPart';

afterEach(cleanup);

it('percentUnknownForAMoment_ThePartIsWhereItWas', () => {
  const bar = (percent: number | null) => <FailedPart percent={percent} failed={10}>bar</FailedPart>;
  const { container, rerender } = render(bar(null));
  // The percent of nothing known begins where that of ten does.
  rerender(bar(10));
  const part = container.querySelector<HTMLElement>('.bar-failed');
  expect(part?.style.transform).toBe('translateX(0%) scaleX(0.1)');
});
