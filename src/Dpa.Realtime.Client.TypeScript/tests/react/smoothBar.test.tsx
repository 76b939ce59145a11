// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react';
import type { JSX } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useSmoothBar } from '../../src/react/index.js';

/** The browser's animation of an element, at the time that the test sets. */
interface Played {
  from: number;
  to: number;
  ms: number;
  at: number;
  ended: boolean;
}

let played: Played[];
const share = (frame: Keyframe | undefined): number => Number(/[\d.]+/.exec(String(frame?.['transform']))?.[0]) * 100;

beforeEach(() => {
  played = [];
  HTMLElement.prototype.animate = (frames, timing) => {
    const { duration, fill } = timing as KeyframeAnimationOptions;
    expect(fill).toBe('backwards'); // what is painted before its start is not its end
    const list = frames as Keyframe[];
    const one: Played = { from: share(list[0]), to: share(list[1]), ms: Number(duration), at: 0, ended: false };
    played.push(one);
    const animation = { onfinish: null, cancel: () => (one.ended = true) };
    return Object.defineProperty(animation, 'currentTime', { get: () => one.at }) as unknown as Animation;
  };
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(HTMLElement.prototype, 'animate');
});

let drawn = 0;
function Bar({ percent, run = 1 }: { percent: number | undefined; run?: string | number | null }): JSX.Element {
  drawn++;
  return <i data-testid="fill" ref={useSmoothBar<HTMLElement>(percent, run)} />;
}

const bar = (percent: number | undefined, run?: string | number | null) => {
  const view = render(<Bar percent={percent} {...(run !== undefined && { run })} />);
  const fill = view.getByTestId('fill');
  return {
    show: (next: number | undefined, of = run) =>
      view.rerender(<Bar percent={next} {...(of !== undefined && { run: of })} />),
    transform: () => fill.style.transform,
  };
};
const last = (): Played => played[played.length - 1] as Played;
/** What an animation shows now. */
const shown = ({ from, to, ms, at }: Played): number => from + (to - from) * Math.min(1, at / ms);

describe('useSmoothBar', () => {
  it('FirstValue_IsShownAtOnce', () => {
    expect(bar(40).transform()).toBe('scaleX(0.4)');
    expect(played).toHaveLength(0);
  });

  it('NewValue_IsReachedByOneAnimation_WithoutDrawing', () => {
    const { show, transform } = bar(40);
    show(43);
    const before = drawn;
    expect(last()).toMatchObject({ from: 40, to: 43 });
    expect(last().ms).toBeLessThanOrEqual(200);
    expect(transform()).toBe('scaleX(0.43)');
    expect(drawn).toBe(before);
  });

  it('StepThatIsNotSeen_IsNoAnimation', () => {
    const { show, transform } = bar(40);
    show(40.25);
    expect(played).toHaveLength(0);
    expect(transform()).toBe('scaleX(0.4025)');
  });

  it('BarThatDoesNotGlide_HasEachValueAtOnce_AndNeverGoesBack', () => {
    const Steps = ({ percent }: { percent: number }) => (
      <i data-testid="steps" ref={useSmoothBar<HTMLElement>(percent, 1, false)} />
    );
    const view = render(<Steps percent={10} />);
    const transforms = [12, 90, 80].map((percent) => {
      view.rerender(<Steps percent={percent} />);
      return view.getByTestId('steps').style.transform;
    });
    expect(transforms).toEqual(['scaleX(0.12)', 'scaleX(0.9)', 'scaleX(0.9)']);
    expect(played).toHaveLength(0);
  });

  it('FarValue_IsNeverMoreThanFivePointsAway', () => {
    const { show } = bar(10);
    show(90);
    expect(last()).toMatchObject({ from: 85, to: 90 });
  });

  it('ValueThatComesOnTheWay_BeginsWhereTheBarIs', () => {
    const { show } = bar(10);
    show(14);
    last().at = 100;
    const where = shown(last());
    show(15);
    expect(played[0]?.ended).toBe(true);
    expect(last().from).toBeGreaterThanOrEqual(where);
    expect(last().from).toBeLessThan(where + 0.5);
  });

  it('CrumbsOnTheWay_DoNotDelayWhatCameBefore', () => {
    const { show, transform } = bar(10);
    show(15);
    let time = 0;
    for (let value = 15.01; time < 200; value += 0.01) {
      last().at = 16;
      time += 16;
      show(value);
    }
    expect(last().ended ? share({ transform: transform() }) : shown(last())).toBeGreaterThanOrEqual(15);
  });

  it('LowerValue_OfTheSameRun_IsHeldBack_OfAnotherItIsShown', () => {
    const { show, transform } = bar(50, 'a');
    show(20);
    expect(transform()).toBe('scaleX(0.5)');
    show(20, 'b');
    expect(transform()).toBe('scaleX(0.2)');
    expect(played).toHaveLength(0);
  });

  it('LowerValue_WhereNothingIsARun_IsShown', () => {
    const { show, transform } = bar(50, null);
    show(20);
    expect(transform()).toBe('scaleX(0.2)');
  });

  it('UnknownValue_ShowsNothing', () => {
    const { show, transform } = bar(undefined);
    expect(transform()).toBe('');
    show(30);
    expect(transform()).toBe('scaleX(0.3)');
    expect(played).toHaveLength(0);
    show(undefined);
    expect(transform()).toBe('');
  });

  it('ReducedMotion_GetsEachValueAtOnce', () => {
    vi.stubGlobal('matchMedia', () => ({ matches: true }));
    const { show, transform } = bar(10);
    show(60);
    expect(transform()).toBe('scaleX(0.6)');
    expect(played).toHaveLength(0);
  });
});
