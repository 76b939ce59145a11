import { useSmoothPercent } from '@dpa/realtime/react';
import { memo, useId, useState } from 'react';
import { formatEta } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { wholePercent } from '../pipeline/percent';
import { ProgressBar } from '../pipeline/ProgressBar';
import { isSettled, statusMark } from '../pipeline/statusMark';
import { StatusMark } from '../pipeline/StatusMark';
import type { CardEntry } from './cardEntry';
import { CardActions } from './CardActions';
import { CardHeading } from './CardHeading';
import { CurrentStage } from './CurrentStage';
import { CardNotes } from './CardNotes';
import { StageRow } from './StageRow';
import { useAnnouncements } from './useAnnouncements';
import { useCardModel } from './useCardModel';
import { useControl } from './useControl';
import { useEscape } from './useEscape';

interface Props {
  readonly entry: CardEntry;
  /** One of many: its stages are folded until they are asked for. */
  readonly folded?: boolean;
  /** Opens the file chooser. */
  readonly onChoose: () => void;
  readonly onDismiss: (entry: CardEntry) => void;
}

/** A document on its way: the overall bar, a row per stage, and what can be done with it now. */
export const DocumentCard = memo(function DocumentCard({ entry, folded = false, onChoose, onDismiss }: Props) {
  const { t, language } = useTexts();
  const { model, state } = useCardModel(entry);
  const { name, status, stages } = model;
  const stagesId = useId();
  // A card that was done when it came is short; one that is watched to its end keeps its height.
  const [open, setOpen] = useState(() => !folded && status !== 'completed' && status !== 'stored');
  const control = useControl(model.documentId, model.pipelineId);
  const escape = useEscape(state?.can_interrupt === true, () => control.run('interrupt'));
  useAnnouncements(entry.key, model);

  const percent = useSmoothPercent(model.percent ?? undefined, `${model.pipelineId}:${model.attempt}`) ?? null;
  const done = status === 'completed' || status === 'stored';
  const number = done ? 100 : percent === null ? null : wholePercent(percent, false);
  // What has ended without success shows how far it came, and does not move.
  const bar = isSettled(status) || status === 'interrupted' ? (percent ?? 0) : percent;
  const eta = model.etaMs === undefined ? '' : formatEta(language, model.etaMs);

  return (
    <article
      className="card"
      data-status={status}
      data-pipeline-id={model.pipelineId}
      tabIndex={0}
      aria-label={name}
      onKeyDown={escape.onKeyDown}
    >
      <div className="card-head">
        <CardHeading model={model} pages={entry.item?.pages ?? undefined} />
        <div className="card-state">
          <StatusMark status={status} />
          <span className="card-percent">{number !== null ? `${number} %` : isSettled(status) ? '' : '–'}</span>
        </div>
      </div>
      {status !== 'exists' && (
        <ProgressBar
          label={t('card.overall', { name })}
          valueText={[number === null ? '' : t('card.percent', { percent: number }), t(statusMark(status).key), eta].filter(Boolean).join(', ')}
          percent={bar}
          status={status}
        />
      )}
      {stages.length > 0 && open && (
        <ul className="stages" id={stagesId}>
          {stages.map((stage) => (
            <StageRow key={stage.id} document={name} stage={stage} />
          ))}
        </ul>
      )}
      <CardNotes entry={entry} model={model} control={control} asking={escape.asking} onChoose={onChoose} />
      <div className="card-foot">
        {stages.length > 0 && (
          <button
            type="button"
            className="link-button"
            aria-expanded={open}
            aria-controls={open ? stagesId : undefined}
            onClick={() => setOpen(!open)}
          >
            {open ? t('card.stages.hide') : t('card.stages.show')}
          </button>
        )}
        <span className="card-eta">
          {!open && <CurrentStage stages={stages} />}
          {eta}
        </span>
        <CardActions entry={entry} model={model} state={state} control={control} onDismiss={onDismiss} />
      </div>
    </article>
  );
});
