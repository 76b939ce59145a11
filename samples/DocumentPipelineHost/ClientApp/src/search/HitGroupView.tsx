import { useState } from 'react';
import type { SearchHit } from '../api/types';
import { FileBadge } from '../cards/FileBadge';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';
import type { HitGroup } from './hitGroups';

/** More hits of one document than this are folded away. */
const shownOf = 3;

/** A document and its hits, each a link to the page in the reader. */
export function HitGroupView({ group, query }: { group: HitGroup; query: string }) {
  const { t } = useTexts();
  const [all, setAll] = useState(false);
  const shown = all ? group.hits : group.hits.slice(0, shownOf);
  const rest = group.hits.length - shown.length;
  return (
    <li className="hit" data-document-id={group.documentId}>
      <p className="hit-head">
        <FileBadge name={group.filename} />
        <a href={routeHref({ page: 'document', id: group.documentId })}>{group.filename}</a>
      </p>
      <ul className="hit-pages">
        {shown.map((hit, position) => (
          <li key={position}>
            <HitLine hit={hit} query={query} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          {t('search.moreOf', { n: rest })}
        </button>
      )}
    </li>
  );
}

function HitLine({ hit, query }: { hit: SearchHit; query: string }) {
  const { t } = useTexts();
  const page = hit.page ?? 1;
  return (
    <a className="hit-link" href={routeHref({ page: 'reader', id: hit.document_id, number: page, query })}>
      <span className="hit-place">
        <span className="source-page">{t(`document.${hit.page_kind ?? 'page'}`, { n: page })}</span>
        {hit.section && <span className="hit-section">{hit.section}</span>}
      </span>
      <span className="snippet">
        {hit.snippet.map((part, position) =>
          part.hit ? <mark key={position}>{part.text}</mark> : <span key={position}>{part.text}</span>,
        )}
      </span>
    </a>
  );
}
