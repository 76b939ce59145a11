import { Pause, Play, RotateCw, X } from 'lucide-react';
import { memo } from 'react';
import { useTexts } from '../i18n/LanguageProvider';
import { sameBy } from '../pipeline/sameBy';
import { isSettled } from '../pipeline/statusMark';
import type { PipelineState } from '../pipeline/types';
import { routeHref } from '../routing/route';
import { useUploadQueue } from '../workspace/Workspace';
import { isOpen, isUnderWay } from '../sending/uploadItem';
import type { CardEntry } from './cardEntry';
import { CardMenu } from './CardMenu';
import type { CardModel } from './cardModel';
import { ControlButtons } from './ControlButtons';
import { isWorthARetry } from './errorAction';
import type { Control } from './useControl';
import { useMenuActions } from './useMenuActions';

interface Props {
  readonly entry: CardEntry;
  readonly model: CardModel;
  readonly state: PipelineState | undefined;
  readonly control: Control;
  readonly onDismiss: (entry: CardEntry) => void;
}

/** The statuses of the stages, and not how far they are: what can be done is the same at 12 % and at 13 %. */
const shown = ({ entry, model, state, control, onDismiss }: Props): readonly unknown[] => {
  const { name, status, documentId, hasSummary, error } = model;
  const stages = state?.stages.map((stage) => `${stage.id} ${stage.status}`).join() ?? '';
  const can = state && [state.can_interrupt, state.can_resume, state.can_retry, state.can_cancel].join();
  const at = error && state?.timestamp; // it stands in the details that are copied
  return [
    entry,
    name,
    status,
    documentId,
    hasSummary,
    error?.code,
    error?.message,
    error?.suggestion,
    at,
    state?.pipeline_id,
    stages,
    can,
    control.busy,
    control.run,
    onDismiss,
  ];
};

export const CardActions = memo(function CardActions({ entry, model, state, control, onDismiss }: Props) {
  const { t } = useTexts();
  const { upload } = entry;
  const { name, status, documentId } = model;
  const label = (action: string): string => t('action.of', { action, name });
  const menu = useMenuActions(model, state, control);
  const sending = upload !== undefined && isOpen(upload);

  return (
    <div className="actions card-actions">
      {state && documentId && !sending && (
        <ControlButtons state={state} name={name} control={control} wantsRetry={isWorthARetry(status, model.error)} />
      )}
      {/* The end may be known before the answer to the upload. */}
      {upload && !(sending && isSettled(status)) && <UploadButtons entry={entry} label={label} />}
      {(status === 'completed' || status === 'stored' || status === 'exists') && model.hasSummary && documentId && (
        <a
          className="button button-quiet"
          aria-label={label(t('action.summary'))}
          href={routeHref({ page: 'document', id: documentId })}
        >
          {t('action.summary')}
        </a>
      )}
      {!sending && menu.length > 1 && <CardMenu name={name} actions={menu} />}
      {isSettled(status) && (
        <button
          type="button"
          className="button button-icon"
          aria-label={label(t('action.remove'))}
          title={t('action.remove')}
          onClick={() => onDismiss(entry)}
        >
          <X size={18} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}, sameBy(shown));

/** Pause, go on, cancel and send again, for the bytes that this page sends. */
function UploadButtons({ entry, label }: { entry: CardEntry; label: (action: string) => string }) {
  const { t } = useTexts();
  const uploads = useUploadQueue();
  const { upload } = entry;
  if (!upload) return null;
  const { key, phase } = upload;
  return (
    <>
      {isUnderWay(upload) && (
        <button
          type="button"
          className="button"
          data-action="pause"
          aria-label={label(t('action.pauseUpload'))}
          onClick={() => uploads.pause(key)}
        >
          <Pause size={16} aria-hidden="true" />
          {t('action.pauseUpload')}
        </button>
      )}
      {(phase === 'paused' || phase === 'offline') && (
        <button
          type="button"
          className="button button-main"
          data-action="go-on"
          aria-label={label(t(phase === 'paused' ? 'action.resumeUpload' : 'action.tryNow'))}
          onClick={() => uploads.resume(key)}
        >
          <Play size={16} aria-hidden="true" />{t(phase === 'paused' ? 'action.resumeUpload' : 'action.tryNow')}
        </button>
      )}
      {isOpen(upload) && (
        <button
          type="button"
          className="button"
          data-action="cancel-upload"
          aria-label={label(t('action.cancelUpload'))}
          onClick={() => uploads.cancel(key)}
        >
          <X size={16} aria-hidden="true" />
          {t('action.cancelUpload')}
        </button>
      )}
      {phase === 'cancelled' && uploads.canRetry(key) && (
        <button
          type="button"
          className="button"
          aria-label={label(t('action.retryUpload'))}
          onClick={() => uploads.retry(key)}
        >
          <RotateCw size={16} aria-hidden="true" />
          {t('action.retryUpload')}
        </button>
      )}
    </>
  );
}
