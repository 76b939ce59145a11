import { memo } from 'react';
import { formatBytes } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { sameBy } from '../pipeline/sameBy';
import { routeHref } from '../routing/route';
import type { CardModel } from './cardModel';
import { FileBadge } from './FileBadge';

interface Props {
  readonly model: CardModel;
  readonly pages: string;
}

// The run itself counts its way through the queue as an attempt; people count how often a stage was tried.
const attemptOf = ({ stages }: CardModel): number => Math.max(1, ...stages.map((stage) => stage.attempt));

const shown = ({ model, pages }: Props): readonly unknown[] => [
  model.name,
  model.size,
  model.documentId,
  attemptOf(model),
  pages,
];

export const CardHeading = memo(function CardHeading({ model, pages }: Props) {
  const { t } = useTexts();
  const attempt = attemptOf(model);
  const facts = [
    model.size === undefined ? '' : formatBytes(model.size),
    pages,
    attempt > 1 ? t('card.attempt', { n: attempt }) : '',
  ].filter(Boolean);
  return (
    <div className="card-heading">
      <FileBadge name={model.name} />
      <div className="card-title">
        <h3 title={model.name}>
          {model.documentId ? (
            <a href={routeHref({ page: 'document', id: model.documentId })}>{model.name}</a>
          ) : (
            model.name
          )}
        </h3>
        <p className="muted">{facts.join(' · ') || '\u00a0'}</p>
      </div>
    </div>
  );
}, sameBy(shown));
