import { useTexts } from '../i18n/LanguageProvider';
import { isSettled } from '../pipeline/statusMark';
import type { PipelineState } from '../pipeline/types';
import { routeHref } from '../routing/route';
import { useUploadQueue } from '../shell/Workspace';
import { isUnderWay } from '../upload/uploadItem';
import type { CardEntry } from './cardEntry';
import type { CardModel } from './cardModel';
import { ControlButtons } from './ControlButtons';
import type { Control } from './useControl';

interface Props {
  readonly entry: CardEntry;
  readonly model: CardModel;
  readonly state: PipelineState | undefined;
  readonly control: Control;
  readonly onDismiss: (entry: CardEntry) => void;
}

export function CardActions({ entry, model, state, control, onDismiss }: Props) {
  const { t } = useTexts();
  const uploads = useUploadQueue();
  const { upload } = entry;
  const { name, status, documentId } = model;
  const label = (action: string): string => t('action.of', { action, name });

  return (
    <div className="actions">
      {state && documentId && !(upload && isUnderWay(upload)) && <ControlButtons state={state} name={name} control={control} />}
      {upload && isUnderWay(upload) && (
        <button type="button" className="button" aria-label={label(t('action.cancelUpload'))} onClick={() => uploads.cancel(upload.key)}>
          {t('action.cancelUpload')}
        </button>
      )}
      {upload?.phase === 'cancelled' && uploads.canRetry(upload.key) && (
        <button type="button" className="button" aria-label={label(t('action.retryUpload'))} onClick={() => uploads.retry(upload.key)}>
          {t('action.retryUpload')}
        </button>
      )}
      {(status === 'completed' || status === 'stored' || status === 'exists') && model.hasSummary && documentId && (
        <a className="button button-main" aria-label={label(t('action.summary'))} href={routeHref({ page: 'document', id: documentId })}>
          {t('action.summary')}
        </a>
      )}
      {isSettled(status) && (
        <button
          type="button"
          className="button button-icon"
          aria-label={label(t('action.remove'))}
          title={t('action.remove')}
          onClick={() => onDismiss(entry)}
        >
          ✕
        </button>
      )}
    </div>
  );
}
