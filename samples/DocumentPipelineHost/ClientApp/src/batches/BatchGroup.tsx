import { useState, type ReactNode } from 'react';
import { FoldedCards } from '../cards/FoldedCards';
import type { ListedCard } from '../cards/useCards';
import { isSettled } from '../pipeline/statusMark';
import { sharedWarnings } from './batchFigures';
import { BatchHeader } from './BatchHeader';

interface Props {
  readonly batchId: string;
  readonly cards: readonly ListedCard[];
  /** Files of it that were cleared away. */
  readonly cleared: readonly ListedCard[];
  readonly render: (card: ListedCard, placed?: boolean, above?: string) => ReactNode;
  readonly crowded: boolean;
}

/** The files of a batch under one header. */
export function BatchGroup({ batchId, cards, cleared, render, crowded }: Props) {
  // Only of a batch that was over when it was first shown: nothing moves while files of one end.
  const [above] = useState(() => (cards.every(({ status }) => isSettled(status)) ? sharedWarnings(cards) : ''));
  return (
    <section className="batch" data-batch-id={batchId}>
      <BatchHeader batchId={batchId} cards={[...cards, ...cleared]} above={above} />
      <FoldedCards cards={cards} render={(card, placed) => render(card, placed, above)} crowded={crowded} />
    </section>
  );
}
