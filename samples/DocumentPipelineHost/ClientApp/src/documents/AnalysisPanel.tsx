import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { getAnalysis } from '../api/calls';
import { toProblem } from '../api/problem';
import type { Analysis, DocumentItem } from '../api/types';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { formatNumber } from '../i18n/number';
import { useTexts } from '../i18n/LanguageProvider';
import { isStringKey } from '../i18n/strings';
import { PageLink } from './PageLink';
import { pageKindOf } from '../pipeline/pageKind';

/** What the deep analysis found: outline, figures and names, cross-references, each with its pages. */
export function AnalysisPanel({ item }: { item: DocumentItem }) {
  const { t, language } = useTexts();
  const id = item.document_id;
  const { data, error, refetch } = useQuery({
    queryKey: ['analysis', id, item.pipeline_id, item.status],
    queryFn: ({ signal }) => getAnalysis(id, signal),
    placeholderData: (before) => before,
  });
  return (
    <section className="panel analysis" aria-labelledby="analysis-title">
      <h2 id="analysis-title">{t('document.analysis')}</h2>
      {data ? (
        <>
          <p className="muted">
            {t('document.analysis.counts', {
              words: formatNumber(language, data.words),
              characters: formatNumber(language, data.characters),
            })}
          </p>
          <Outline analysis={data} item={item} />
          <Entities analysis={data} item={item} />
          <References analysis={data} item={item} />
          <NotFound analysis={data} />
        </>
      ) : error ? (
        <ErrorState title={t('error.analysis')} problem={toProblem(error)} onRetry={() => void refetch()} />
      ) : (
        <Skeleton lines={5} />
      )}
    </section>
  );
}

interface PartProps {
  readonly analysis: Analysis;
  readonly item: DocumentItem;
}

function Outline({ analysis, item }: PartProps) {
  const { t } = useTexts();
  const kind = pageKindOf(item);
  return (
    <Part title={t('document.analysis.outline')} count={analysis.structure.length}>
      <Some rows={analysis.structure} most={20} className="outline">
        {({ title, level, page }, position) => (
          <li key={position} data-level={Math.min(4, level)}>
            <span>{title}</span>{' '}
            <PageLink documentId={item.document_id} page={page} kind={kind} query={title.slice(0, 80)} />
          </li>
        )}
      </Some>
    </Part>
  );
}

function Entities({ analysis, item }: PartProps) {
  const { t } = useTexts();
  const kinds = [...new Set(analysis.entities.map((entity) => entity.kind))];
  const name = (kind: string): string => (isStringKey(`entity.${kind}`) ? t(`entity.${kind}` as 'entity.date') : kind);
  return (
    <Part title={t('document.analysis.entities')} count={analysis.entities.length}>
      {kinds.map((kind) => (
        <div key={kind} className="entities">
          <h4>{name(kind)}</h4>
          <Some rows={analysis.entities.filter((entity) => entity.kind === kind)} most={12} className="entity-list">
            {({ text, count, pages }) => (
              <li key={text}>
                <span className="entity">{text}</span>
                {count > 1 && <span className="muted"> ×{count}</span>}{' '}
                {pages.slice(0, 3).map((page) => (
                  <PageLink key={page} documentId={item.document_id} page={page} kind={pageKindOf(item)} query={text} />
                ))}
              </li>
            )}
          </Some>
        </div>
      ))}
    </Part>
  );
}

function References({ analysis, item }: PartProps) {
  const { t } = useTexts();
  return (
    <Part title={t('document.analysis.references')} count={analysis.cross_references.length}>
      <Some rows={analysis.cross_references} most={12} className="references">
        {({ text, page }, position) => (
          <li key={position}>
            <span>{text}</span>{' '}
            <PageLink documentId={item.document_id} page={page} kind={pageKindOf(item)} query={text.slice(0, 80)} />
          </li>
        )}
      </Some>
    </Part>
  );
}

/** What there is none of, in one line in place of a heading each. */
function NotFound({ analysis }: { analysis: Analysis }) {
  const { t } = useTexts();
  const missing = [
    analysis.structure.length === 0 ? t('document.analysis.outline') : '',
    analysis.entities.length === 0 ? t('document.analysis.entities') : '',
    analysis.cross_references.length === 0 ? t('document.analysis.references') : '',
  ].filter(Boolean);
  if (missing.length === 0) return null;
  return <p className="muted">{t('document.analysis.nothing', { what: missing.join(' · ') })}</p>;
}

function Part({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      {children}
    </>
  );
}

interface SomeProps<T> {
  readonly rows: readonly T[];
  readonly most: number;
  readonly className: string;
  readonly children: (row: T, position: number) => ReactNode;
}

/** A list that shows its first rows, and all of them when asked. */
function Some<T>({ rows, most, className, children }: SomeProps<T>) {
  const { t } = useTexts();
  const [all, setAll] = useState(false);
  const rest = rows.length - most;
  return (
    <>
      <ul className={className}>{(all ? rows : rows.slice(0, most)).map(children)}</ul>
      {rest > 0 && !all && (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          {t('document.analysis.more', { n: rest })}
        </button>
      )}
    </>
  );
}
