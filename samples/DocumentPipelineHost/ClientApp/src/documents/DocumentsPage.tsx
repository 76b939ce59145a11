import { EmptyState } from '../feedback/EmptyState';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';
import { useTitle } from '../shell/useTitle';
import { useDocumentList, useDocuments } from '../workspace/Workspace';
import { DocumentRow } from './DocumentRow';
import '../styles/documents.css';

/** All documents of the user, newest first, each with its present status. */
export default function DocumentsPage() {
  const { t } = useTexts();
  const list = useDocumentList();
  const { items, nextCursor, problem } = useDocuments();
  useTitle(t('nav.documents'));

  return (
    <section aria-labelledby="documents-title">
      <div className="section-head">
        <h1 id="documents-title">{t('documents.title')}</h1>
        <span className="spring" />
        <a className="button" href={routeHref({ page: 'upload' })}>
          {t('documents.upload')}
        </a>
      </div>
      {!items && !problem && <Skeleton lines={6} />}
      {items?.length === 0 && <EmptyState title={t('documents.empty')} hint={t('documents.empty.hint')} />}
      {items && items.length > 0 && (
        <table className="documents">
          <thead>
            <tr>
              <th scope="col">{t('documents.name')}</th>
              <th scope="col">{t('documents.status')}</th>
              <th scope="col" className="number">
                {t('documents.size')}
              </th>
              <th scope="col" className="number">
                {t('documents.created')}
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <DocumentRow key={item.document_id} item={item} />
            ))}
          </tbody>
        </table>
      )}
      {problem && <ErrorState title={t('error.documents')} problem={problem} onRetry={() => void list.retry()} />}
      {nextCursor && (
        <p className="more">
          <button type="button" className="button" onClick={() => void list.more()}>
            {t('action.more')}
          </button>
        </p>
      )}
    </section>
  );
}
