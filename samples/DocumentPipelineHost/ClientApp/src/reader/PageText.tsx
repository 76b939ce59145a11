import { useEffect, useMemo, useRef } from 'react';
import type { ReaderPage } from '../api/types';
import { EmptyState } from '../feedback/EmptyState';
import { useTexts } from '../i18n/LanguageProvider';
import { reflow } from './reflow';

interface Props {
  readonly answer: ReaderPage;
  readonly query: string;
  /** Its lines end where the paper did. */
  readonly printed: boolean;
}

/** The page's text, hits marked; the first one is brought into sight. */
export function PageText({ answer, query, printed }: Props) {
  const { t } = useTexts();
  const text = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (query) text.current?.querySelector('mark')?.scrollIntoView({ block: 'nearest' });
  }, [answer, query]);

  const parts = useMemo(() => (printed ? reflow(answer.parts) : answer.parts), [answer, printed]);
  const kind = answer.page_kind;
  const isEmpty = answer.parts.every((part) => part.text.trim() === '');
  return (
    <>
      {answer.unreadable && <p className="note note-warn">{t('reader.unreadable')}</p>}
      {isEmpty ? (
        <EmptyState title={t('reader.noText')} hint={t('reader.noText.hint')} />
      ) : (
        <div
          className="panel page-text"
          ref={text}
          tabIndex={0}
          role="region"
          aria-label={t(kind === 'page' ? 'reader.title' : `reader.title.${kind}`, { n: answer.page })}
        >
          {parts.map((part, position) =>
            part.hit ? <mark key={position}>{part.text}</mark> : <span key={position}>{part.text}</span>,
          )}
        </div>
      )}
    </>
  );
}
