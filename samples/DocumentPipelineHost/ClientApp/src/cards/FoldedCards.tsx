import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTexts } from '../i18n/LanguageProvider';
import { rank, type ListedCard } from './useCards';
import { useGrowing } from './useGrowing';
import { useSlots } from './useSlots';

/** Of more cards than this those that wait and those that are done are folded into a line each. */
const few = 12;

/** From this number on, the browser skips the cards that are out of sight. */
const many = 30;

interface Props {
  readonly cards: readonly ListedCard[];
  /** `placed`: the card stands in a place of its own, and keeps its height there. */
  readonly render: (card: ListedCard, placed?: boolean) => ReactNode;
  /** Very many are under way, or were: their places stay, so that nothing moves up when they have ended. */
  readonly crowded?: boolean;
}

/**
 * The cards of a list. Of many only what runs and what needs the person is shown: each that runs in a place of its own,
 * which the next one takes, so that nothing else moves while hundreds come and go.
 */
export function FoldedCards({ cards, render, crowded = false }: Props) {
  const slots = useSlots(cards, crowded);
  const folds = cards.length > few;
  const placed = new Set(slots.map(({ entry }) => entry.key));
  const rest = cards.filter(({ entry }) => !placed.has(entry.key));
  // The oldest first: one that comes to need the person is put at the end, and moves nobody.
  const urgent = rest.filter(({ status }) => rank(status) === 1).sort((a, b) => a.entry.createdAt - b.entry.createdAt);
  // All in one list, and in the same place of the page however many they are: a card that moves stays the same one,
  // with its focus and its menu.
  const shown = folds ? [...slots, ...urgent] : cards;
  return (
    <div className="cards-folded">
      {folds && <Fold kind="done" cards={rest.filter(({ status }) => rank(status) === 3)} render={render} />}
      {folds && <Fold kind="waiting" cards={rest.filter(({ status }) => rank(status) === 2)} render={render} />}
      <CardList cards={shown} render={(card) => render(card, folds && placed.has(card.entry.key))} />
    </div>
  );
}

/** Very many of them come into the page some at a time. */
function CardList({ cards, render }: { cards: readonly ListedCard[]; render: (card: ListedCard) => ReactNode }) {
  const shown = useGrowing(cards);
  return (
    <div className="cards" data-many={cards.length > many}>
      {shown.map((card) => render(card))}
    </div>
  );
}

/** A line that shows the number of cards, and the cards themselves when it is opened. */
function Fold({ kind, cards, render }: Omit<Props, 'crowded'> & { readonly kind: 'waiting' | 'done' }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const isEmpty = cards.length === 0;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <div className="fold" data-kind={kind} data-none={isEmpty}>
      {/* Not `disabled`, which would take the focus away when the last one leaves. */}
      <button
        type="button"
        className="link-button fold-button"
        aria-expanded={open && !isEmpty}
        aria-disabled={isEmpty}
        onClick={() => isEmpty || setOpen(!open)}
      >
        <Chevron size={16} aria-hidden="true" />
        {t(`queue.${kind}`, { n: cards.length })}
      </button>
      {open && !isEmpty && (
        <CardList cards={cards} render={render} />
      )}
    </div>
  );
}
