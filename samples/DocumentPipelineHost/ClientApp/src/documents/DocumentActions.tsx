import { Download, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { contentUrl, deleteDocument } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';
import type { DocumentItem } from '../api/types';
import { ErrorState } from '../feedback/ErrorState';
import { ModalDialog } from '../feedback/ModalDialog';
import { useTexts } from '../i18n/LanguageProvider';
import { navigate, routeHref } from '../routing/route';
import { useDocumentList } from '../workspace/Workspace';
import { AddProcessing } from './AddProcessing';

interface Props {
  readonly item: DocumentItem;
  /** A run of it has not ended: another one has to wait. */
  readonly busy: boolean;
}

/** Read, add processing, download and delete; deleting asks first. */
export function DocumentActions({ item, busy }: Props) {
  const { t } = useTexts();
  const [adding, setAdding] = useState(false);
  return (
    <div className="actions document-actions">
      {item.pages ? (
        <a className="button button-main" href={routeHref({ page: 'reader', id: item.document_id, number: 1 })}>
          {t('document.read')}
        </a>
      ) : null}
      <button type="button" className="button" disabled={busy} onClick={() => setAdding(true)}>
        <Plus size={16} aria-hidden="true" />{t('add.open')}
      </button>
      <a className="button" href={contentUrl(item.document_id)} download={item.filename}>
        <Download size={16} aria-hidden="true" />{t('action.download')}
      </a>
      <DeleteDocument item={item} />
      <AddProcessing item={item} open={adding} onOpenChange={setAdding} />
    </div>
  );
}

function DeleteDocument({ item }: { item: DocumentItem }) {
  const { t } = useTexts();
  const list = useDocumentList();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);

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
    <>
      <button type="button" className="button button-danger" onClick={() => setAsking(true)}>
        <Trash2 size={16} aria-hidden="true" />
        {t('action.delete')}
      </button>
      <ModalDialog
        title={t('action.delete.confirm', { name: item.filename })}
        open={asking}
        onClose={() => setAsking(false)}
      >
        {problem && <ErrorState title={t('error.unknown')} problem={problem} />}
        <div className="actions dialog-actions">
          <button type="button" className="button" onClick={() => setAsking(false)}>
            {t('action.keep')}
          </button>
          <button type="button" className="button button-danger" disabled={busy} onClick={() => void remove()}>
            {t('action.delete')}
          </button>
        </div>
      </ModalDialog>
    </>
  );
}
