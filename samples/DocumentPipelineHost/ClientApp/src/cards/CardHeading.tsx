import { formatBytes } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';
import type { CardModel } from './cardModel';
import { FileBadge } from './FileBadge';

export function CardHeading({ model, pages }: { model: CardModel; pages: number | undefined }) {
  const { t } = useTexts();
  // The run itself counts its way through the queue as an attempt; people count how often a stage was tried.
  const attempt = Math.max(1, ...model.stages.map((stage) => stage.attempt));
  const facts = [
    model.size === undefined ? '' : formatBytes(model.size),
    pages ? t('documents.pages', { n: pages }) : '',
    attempt > 1 ? t('card.attempt', { n: attempt }) : '',
  ].filter(Boolean);
  return (
    <div className="card-heading">
      <FileBadge name={model.name} />
      <div className="card-title">
        <h3 title={model.name}>
          {model.documentId ? <a href={routeHref({ page: 'document', id: model.documentId })}>{model.name}</a> : model.name}
        </h3>
        <p className="muted">{facts.join(' · ') || '\u00a0'}</p>
      </div>
    </div>
  );
}
