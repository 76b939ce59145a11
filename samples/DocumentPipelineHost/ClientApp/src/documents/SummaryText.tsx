import type { PageKind, Summary } from '../api/types';
import { PageLink } from './PageLink';

/** The text sentence by sentence, each with the page it comes from. */
export function SummaryText({ summary, kind }: { summary: Summary; kind: PageKind }) {
  if (summary.sentences.length === 0) return <p lang={summary.language}>{summary.text}</p>;
  return (
    <p className="summary-text" lang={summary.language}>
      {summary.sentences.map((sentence, position) => (
        <span key={position} className="sentence">
          {sentence.text}
          {sentence.page ? (
            <>
              {' '}
              <PageLink
                documentId={summary.document_id}
                page={sentence.page}
                kind={kind}
                query={sentence.text.slice(0, 80)}
              />
            </>
          ) : null}{' '}
        </span>
      ))}
    </p>
  );
}
