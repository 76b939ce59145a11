import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFrame } from '../../src/protocol/parseFrame.js';
import type { PipelineFrame, StageFrame } from '../../src/protocol/ServerFrame.js';
import type { Held } from '../../src/state/Held.js';
import { merge } from '../../src/state/merge.js';

interface Case {
  readonly name: string;
  readonly frames: readonly unknown[];
  readonly answers_without_since?: boolean;
  readonly expect: {
    readonly position: string | null;
    readonly status?: string;
    readonly overall_progress?: number;
    readonly stages?: Readonly<Record<string, readonly [string, number, number]>>;
    readonly raised: readonly number[];
    readonly skipped: number;
    readonly heal: boolean;
  };
}

// The golden vectors that every implementation of the protocol agrees with.
const file = new URL('../../../../docs/protocol/vectors/merge.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] };

describe('the merge vectors', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    let held: Held | undefined;
    const raised: number[] = [];
    let skipped = 0;
    let heal = false;
    for (const frame of one.frames) {
      const parsed = parseFrame(JSON.stringify(frame)) as PipelineFrame | StageFrame;
      expect(parsed).toBeDefined();
      const merged = merge(held, parsed, one.answers_without_since ?? false);
      held = merged.held;
      raised.push(...merged.raised.map((transition) => transition.transition));
      skipped += merged.skipped;
      heal = merged.behind ?? false;
    }

    const state = held?.state;
    expect({
      position: state ? `${state.epoch}:${state.version}` : null,
      ...(state && {
        status: state.status,
        overall_progress: state.overall_progress,
        stages: Object.fromEntries(
          state.stages.map((stage) => [stage.id, [stage.status, stage.progress, stage.attempt]]),
        ),
      }),
      raised,
      skipped,
      heal,
    }).toEqual(one.expect);
  });
});
