import { toErrorAction } from './errorAction';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';
import { useUploadQueue } from '../shell/Workspace';
import type { CardEntry } from './cardEntry';
import { isDuplicate, type CardModel } from './cardModel';
import { ErrorBox } from './ErrorBox';
import type { Control } from './useControl';

interface Props {
  readonly entry: CardEntry;
  readonly model: CardModel;
  readonly control: Control;
  /** Esc was pressed once. */
  readonly asking: boolean;
  readonly onChoose: () => void;
}

/** What is to be said about a card: its error, that it was there before, what was changed, a refusal. */
export function CardNotes({ entry, model, control, asking, onChoose }: Props) {
  const { t } = useTexts();
  const uploads = useUploadQueue();
  const { upload } = entry;
  const action = model.error && toErrorAction(model.error, upload !== undefined && uploads.canRetry(upload.key));
  const { refused } = control;

  return (
    <>
      {model.error && (
        <ErrorBox error={model.error} model={model} limit={upload?.refused?.limit}>
          {action === 'retryUpload' && upload && (
            <button type="button" className="button button-main" onClick={() => uploads.retry(upload.key)}>
              {t('action.retryUpload')}
            </button>
          )}
          {action === 'chooseOther' && (
            <button type="button" className="button button-main" onClick={onChoose}>
              {t('action.chooseOther')}
            </button>
          )}
        </ErrorBox>
      )}
      {upload?.answer && isDuplicate(upload) && (
        <p className="note">
          {t('card.exists', { name: upload.answer.filename })}{' '}
          <a href={routeHref({ page: 'document', id: upload.answer.document_id })}>{t('action.openExisting')}</a>
        </p>
      )}
      {upload?.answer?.adjustments?.map((adjustment) => (
        <p className="note" key={adjustment.option}>
          {adjustment.message}
        </p>
      ))}
      {model.stalled && <p className="note note-warn">{t('card.stalled')}</p>}
      {asking && (
        <p className="note note-warn" role="alert">
          {t('card.escape')}
        </p>
      )}
      {refused && (
        <p className="note note-warn" role="alert">
          {t('error.control', { action: t(`action.${refused.action}`) })}{' '}
          {refused.problem.message ?? t(refused.problem.status === 0 ? 'error.network' : 'error.unknown')} {refused.problem.suggestion}
        </p>
      )}
    </>
  );
}
