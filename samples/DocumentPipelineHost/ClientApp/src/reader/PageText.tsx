import { useEffect, useRef } from 'react';
import type { ReaderPage } from '../api/types';
import { EmptyState } from '../feedback/EmptyState';
import { useTexts } from '../i18n/LanguageProvider';

/** The page's text as it is, hits marked; the first one is brought into sight. */
export function PageText({ answer, query }: { answer: ReaderPage; query: string }) {
  const { t } = useTexts();
  const text = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (query) text.current?.querySelector('mark')?.scrollIntoView({ block: 'nearest' });
  }, [answer, query]);

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
          {answer.parts.map((part, position) =>
            part.hit ? <mark key={position}>{part.text}</mark> : <span key={position}>{part.text}</span>,
          )}
        </div>
      )}
    </>
  );
}
