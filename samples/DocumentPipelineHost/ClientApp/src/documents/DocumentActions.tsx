import { useRef, useState } from 'react';
import { contentUrl, deleteDocument } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';
import type { DocumentItem } from '../api/types';
import { ErrorState } from '../feedback/ErrorState';
import { useTexts } from '../i18n/LanguageProvider';
import { navigate } from '../routing/useRoute';
import { useDocumentList } from '../shell/Workspace';

/** Download and delete; deleting asks first. */
export function DocumentActions({ item }: { item: DocumentItem }) {
  const { t } = useTexts();
  const list = useDocumentList();
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  const remove = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await deleteDocument(item.document_id);
      list.remove(item.document_id);
      list.refresh();
      navigate({ page: 'documents' });
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <div className="actions">
      <a className="button" href={contentUrl(item.document_id)} download={item.filename}>
        {t('action.download')}
      </a>
      <button type="button" className="button button-danger" onClick={() => dialog.current?.showModal()}>
        {t('action.delete')}
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="delete-question">
        <p id="delete-question">{t('action.delete.confirm', { name: item.filename })}</p>
        {problem && <ErrorState title={t('error.unknown')} problem={problem} />}
        <div className="actions">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {t('action.keep')}
          </button>
          <button type="button" className="button button-danger" disabled={busy} onClick={() => void remove()}>
            {t('action.delete')}
          </button>
        </div>
      </dialog>
    </div>
  );
}
