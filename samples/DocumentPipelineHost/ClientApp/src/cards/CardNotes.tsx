import { memo } from 'react';
import { toErrorAction } from './errorAction';
import { formatBytes } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { sameBy } from '../pipeline/sameBy';
import { Warnings } from '../pipeline/Warnings';
import { routeHref } from '../routing/route';
import { useUploadQueue } from '../workspace/Workspace';
import type { CardEntry } from './cardEntry';
import { isDuplicate, type CardModel } from './cardModel';
import { ErrorBox } from './ErrorBox';
import { ReselectFile } from './ReselectFile';
import type { Control } from './useControl';

interface Props {
  readonly entry: CardEntry;
  readonly model: CardModel;
  readonly control: Control;
  /** Esc was pressed once. */
  readonly asking: boolean;
  /**
   * The card is in a slot with a fixed height: a mark shows that there are warnings; the finished cards list them.
   */
  readonly placed?: boolean;
  /** Its error has its place in the card's foot. */
  readonly quiet?: boolean;
  /** Warnings that are shown above the cards, one a line. */
  readonly above?: string | undefined;
  readonly onChoose: () => void;
}

const asksForWork = ({ upload_only: _, ...work }: Readonly<Record<string, boolean>>): boolean =>
  Object.values(work).includes(true);

/** A running stage shows nothing here, so its progress is not compared. */
const shown = ({ entry, model, control, asking, placed, quiet, above, onChoose }: Props): readonly unknown[] => {
  const { name, size, error, warnings, stalled } = model;
  const { busy, refused, again } = control;
  const shown = [error?.code, error?.message, error?.suggestion, warnings.join('\n'), stalled];
  return [entry, name, size, ...shown, busy, refused, again, asking, placed, quiet, above, onChoose];
};

/** The notes of a card: its error, that it was there before, what was changed, a refusal. */
export const CardNotes = memo(function CardNotes({
  entry,
  model,
  control,
  asking,
  placed = false,
  quiet = false,
  above = '',
  onChoose,
}: Props) {
  const { t } = useTexts();
  const uploads = useUploadQueue();
  const { upload } = entry;
  const action = model.error && toErrorAction(model.error, upload !== undefined && uploads.canRetry(upload.key));
  const { refused } = control;

  return (
    <>
      {model.error && !quiet && (
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
          {asksForWork(upload.options) && (
            <>
              {' · '}
              <button
                type="button"
                className="link-button"
                data-action="again"
                disabled={control.busy !== null}
                onClick={() => control.again(upload.options)}
              >
                {t('action.again')}
              </button>
            </>
          )}
          {uploads.canKeepBoth(upload.key) && (
            <>
              {' · '}
              <button
                type="button"
                className="link-button"
                data-action="keep-both"
                onClick={() => uploads.keepBoth(upload.key)}
              >
                {t('action.keepBoth')}
              </button>
            </>
          )}
        </p>
      )}
      {upload?.answer?.adjustments?.map((adjustment) => (
        <p className="note" key={adjustment.option}>
          {adjustment.message}
        </p>
      ))}
      {upload?.phase === 'reselect' && <ReselectFile upload={upload} />}
      {upload && (upload.phase === 'paused' || upload.phase === 'offline') && (
        <p className="note">
          {t('card.kept', { done: formatBytes(upload.sentBytes), total: formatBytes(upload.size) })}
          {upload.phase === 'offline' && upload.problem?.message && ` · ${upload.problem.message}`}
        </p>
      )}
      {!placed && <Warnings of={model.warnings.filter((warning) => !above.split('\n').includes(warning))} />}
      {model.stalled && <p className="note note-warn">{t('card.stalled')}</p>}
      {asking && (
        <p className="note note-warn" role="alert">
          {t('card.escape')}
        </p>
      )}
      {refused && (
        <p className="note note-warn" role="alert">
          {t('error.control', { action: t(`action.${refused.action}`) })}{' '}
          {refused.problem.message ?? t(refused.problem.status === 0 ? 'error.network' : 'error.unknown')}{' '}
          {refused.problem.suggestion}
        </p>
      )}
    </>
  );
}, sameBy(shown));
