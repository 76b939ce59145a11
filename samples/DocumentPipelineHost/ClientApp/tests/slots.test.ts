import { describe, expect, it } from 'vitest';
import { lingerMs, nextSlots, type Slot } from '../src/cards/slots';
import type { ListedCard } from '../src/cards/useCards';
import type { ShownStatus } from '../src/pipeline/statusMark';

const cards = (statuses: Readonly<Record<string, ShownStatus>>): readonly ListedCard[] =>
  Object.entries(statuses).map(([key, status]) => ({
    entry: { key, wait: false, createdAt: 0 },
    status,
    percent: null,
    size: 1,
    batchId: undefined,
    wantsRetry: false,
    begunAt: undefined,
    endedAt: undefined,
  }));
const keys = (slots: readonly Slot[]) => slots.map(({ key }) => key);

describe('the places of what runs', () => {
  it('CardThatEnds_IsFollowedInItsPlaceByTheNext_AndNobodyElseMoves', () => {
    const before = nextSlots([], cards({ a: 'processing', b: 'processing', c: 'pending' }), 0);
    expect(keys(before)).toEqual(['a', 'b']);
    expect(keys(nextSlots(before, cards({ a: 'completed', b: 'processing', c: 'processing' }), 1))).toEqual(['c', 'b']);
  });

  it('CardThatEnds_WithNobodyToCome_StaysForAMoment', () => {
    const running = nextSlots([], cards({ a: 'processing' }), 0);
    const ended = nextSlots(running, cards({ a: 'completed' }), 1000);
    expect(keys(ended)).toEqual(['a']);
    expect(keys(nextSlots(ended, cards({ a: 'completed' }), 999 + lingerMs))).toEqual(['a']);
    expect(keys(nextSlots(ended, cards({ a: 'completed' }), 1000 + lingerMs))).toEqual([]);
  });

  it('PlaceThatNobodyNeeds_BeforeOneInUse_Stays_SoThatThatOneDoesNotMove', () => {
    const running = nextSlots([], cards({ a: 'processing', b: 'processing' }), 0);
    const held = nextSlots(running, cards({ a: 'completed', b: 'processing' }), 0);
    expect(keys(nextSlots(held, cards({ a: 'completed', b: 'processing' }), 10 * lingerMs))).toEqual(['a', 'b']);
    expect(keys(nextSlots(held, cards({ a: 'completed', b: 'processing', c: 'processing' }), 10 * lingerMs))).toEqual([
      'c',
      'b',
    ]);
  });

  it('PlacesThatStay_KeepWhatEnded_UntilTheNextOneComes', () => {
    const running = nextSlots([], cards({ a: 'processing' }), 0);
    const ended = nextSlots(running, cards({ a: 'completed' }), 0, undefined, true);
    const later = nextSlots(ended, cards({ a: 'completed' }), 100 * lingerMs, undefined, true);
    expect(keys(later)).toEqual(['a']);
    const next = cards({ a: 'completed', b: 'processing' });
    expect(keys(nextSlots(later, next, 101 * lingerMs, undefined, true))).toEqual(['b']);
  });

  it('CardThatRunsAgain_IsNotTakenAway', () => {
    const ended = nextSlots(nextSlots([], cards({ a: 'processing' }), 0), cards({ a: 'failed' }), 0);
    const again = nextSlots(ended, cards({ a: 'processing' }), 100);
    expect(keys(nextSlots(again, cards({ a: 'processing' }), 10 * lingerMs))).toEqual(['a']);
  });

  it('CardWithTheFocus_KeepsItsPlace', () => {
    const running = nextSlots([], cards({ a: 'processing', b: 'pending' }), 0);
    const next = nextSlots(running, cards({ a: 'completed', b: 'processing' }), 10 * lingerMs, 'a');
    expect(keys(next)).toEqual(['a', 'b']);
    expect(keys(nextSlots(next, cards({ a: 'completed', b: 'processing', c: 'processing' }), 11 * lingerMs))).toEqual([
      'c',
      'b',
    ]);
  });
});
