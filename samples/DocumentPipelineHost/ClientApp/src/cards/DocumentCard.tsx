import { ChevronDown, ChevronUp } from 'lucide-react';
import { memo, Suspense, useId, useRef, useState } from 'react';
import { part } from '../feedback/part';
import { pageCount } from '../pipeline/pageKind';
import { useTimeLeft } from './useTimeLeft';
import { formatRange } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { wholePercent } from '../pipeline/percent';
import { ProgressBar } from '../pipeline/ProgressBar';
import { isRunning, isSettled, statusMark, type ShownStatus } from '../pipeline/statusMark';
import { StatusMark } from '../pipeline/StatusMark';
import { useHeldPercent } from '../pipeline/useHeldPercent';
import { useNarrow } from '../shell/useNarrow';
import { isOpen } from '../sending/uploadItem';
import type { CardEntry } from './cardEntry';
import { CardActions } from './CardActions';
import { CardHeading } from './CardHeading';
import { CurrentStage } from './CurrentStage';
import { CardNotes } from './CardNotes';
import { ErrorLine } from './ErrorLine';
import { StageRow } from './StageRow';
import { useAnnouncements } from './useAnnouncements';
import { useCardModel } from './useCardModel';
import { useConnected } from '../shell/useConnected';
import { useControl } from './useControl';
import { useEscape } from './useEscape';
import { useLinger } from './useLinger';
import { inSight, near, useSeen } from './useSeen';
import { useNotifyWaiting } from './waitingSeen';

const CardQuestion = part(() => import('./CardQuestion'));

interface Props {
  readonly entry: CardEntry;
  /** One of many: its stages are folded while it is still sent. */
  readonly folded?: boolean;
  /** It stands in a place of its own, and is open there, so that nothing around it moves. */
  readonly placed?: boolean;
  /** One of very many under way: a line, until it is opened. */
  readonly line?: boolean;
  /** And very many of them run at once. */
  readonly busy?: boolean;
  /** It keeps its height: its notes are shown in short form. */
  readonly quiet?: boolean;
  /** Warnings that are shown above the cards, one a line. */
  readonly above?: string | undefined;
  /** Its place in the queue, from 1. */
  readonly place?: number | undefined;
  /** As the list has it: a card out of sight is drawn again with it, and with nothing else. */
  readonly listedStatus?: ShownStatus;
  /** Opens the file chooser. */
  readonly onChoose: () => void;
  readonly onDismiss: (entry: CardEntry) => void;
}

/**
 * A running card is open, all others are folded. If there are many, an upload is folded too: its bar shows enough. On a
 * phone, or if there are very many, all are folded.
 */
const isOpenByItself = (status: ShownStatus, folded: boolean, all: boolean): boolean =>
  !all && isRunning(status) && !(folded && status === 'sending');

/** A document on its way: the overall bar, a row per stage, and what can be done with it now. */
export const DocumentCard = memo(function DocumentCard({
  entry,
  folded = false,
  placed = false,
  line = false,
  busy = false,
  quiet = false,
  above,
  place,
  onChoose,
  onDismiss,
}: Props) {
  const { t, language } = useTexts();
  const card = useRef<HTMLElement>(null);
  const [chosen, choose] = useState<boolean | null>(null);
  const how = !line || chosen === true ? 'whole' : busy ? 'busyLine' : 'line';
  const seen = useSeen(card, how === 'busyLine' ? inSight : near);
  const { model, state, isLine } = useCardModel(entry, { seen, notes: false, how });
  const { name, status, stages } = model;
  const stagesId = useId();
  const connected = useConnected();
  const allFolded = useNarrow() || line;
  const byItself = isOpenByItself(status, folded, allFolded);
  // One that is watched to its end stays open for a moment, so that the end is seen.
  const lingers = useLinger(byItself) && isSettled(status);
  const unfolded = chosen ?? ((placed && !allFolded) || byItself || lingers);
  const control = useControl(model.documentId, model.pipelineId);
  const escape = useEscape(state?.can_interrupt === true, () => control.run('interrupt'));
  useAnnouncements(entry.key, model);
  useNotifyWaiting(seen && status === 'pending');

  const percent = useHeldPercent(model.percent, model.run);
  const done = status === 'completed' || status === 'stored';
  const number = done ? 100 : percent === null ? null : wholePercent(percent, false);
  // What has ended without success, or stands still, shows how far it came, and does not move.
  const still = isSettled(status) || ['waiting', 'interrupted', 'paused', 'offline', 'reselect'].includes(status);
  const lost = !connected && !isSettled(status) && !(entry.upload && isOpen(entry.upload));
  const left = useTimeLeft(model, !isLine);
  // Which stage runs is not known: those of the state are as they were, and not as they are.
  const isBetween = state !== undefined && state.stages.length > 0 && state.current_stage === undefined;
  const eta = left && connected ? formatRange(language, left) : '';
  const Chevron = unfolded ? ChevronUp : ChevronDown;
  const waits = place !== undefined && status === 'pending' ? t('card.place', { n: place }) : '';

  return (
    <article
      className="card"
      ref={card}
      data-key={entry.key}
      data-status={status}
      data-open={unfolded}
      data-line={line}
      data-pipeline-id={model.pipelineId}
      tabIndex={0}
      aria-label={name}
      onKeyDown={escape.onKeyDown}
    >
      <div className="card-head">
        <CardHeading model={model} pages={entry.item ? pageCount(t, entry.item) : ''} />
        <div className="card-state">
          <StatusMark status={status} warned={model.warnings.length > 0} />
          <span className="card-percent">{isSettled(status) ? '' : number === null ? '–' : `${number} %`}</span>
        </div>
      </div>
      {status !== 'exists' && (unfolded || (line && placed) || !isSettled(status)) && (
        <ProgressBar
          label={t('card.overall', { name })}
          valueText={[number === null ? '' : t('card.percent', { percent: number }), t(statusMark(status).key), eta]
            .filter(Boolean)
            .join(', ')}
          percent={percent}
          status={status}
          run={model.run}
          still={still || lost}
          steps={how === 'busyLine'}
        />
      )}
      {stages.length > 0 && unfolded && (
        <ul className="stages" id={stagesId}>
          {stages.map((stage) => (
            <StageRow key={stage.id} document={name} stage={stage} seen={seen} />
          ))}
        </ul>
      )}
      {model.question && model.pipelineId && (
        <Suspense>
          <CardQuestion
            key={model.question.id}
            pipelineId={model.pipelineId}
            question={model.question}
            documentId={model.documentId}
          />
        </Suspense>
      )}
      <CardNotes
        entry={entry}
        model={model}
        control={control}
        asking={escape.asking}
        placed={placed}
        quiet={quiet}
        above={above}
        onChoose={onChoose}
      />
      <div className="card-foot">
        {stages.length > 0 && (
          <button
            type="button"
            className="link-button"
            aria-label={unfolded ? t('card.stages.hide') : t('card.stages.show')}
            aria-expanded={unfolded}
            aria-controls={unfolded ? stagesId : undefined}
            onClick={() => choose(!unfolded)}
          >
            <span className="wide-only">{unfolded ? t('card.stages.hide') : t('card.stages.show')}</span>
            <span className="narrow-only">
              {t('card.stages')} <Chevron size={14} aria-hidden="true" />
            </span>
          </button>
        )}
        <span className="card-eta">
          {quiet && model.error && (
            <ErrorLine error={model.error} model={model} limit={entry.upload?.refused?.limit} />
          )}
          {!unfolded && isRunning(status) && !(isBetween && isLine) && (
            <CurrentStage stages={stages} current={isLine ? state?.current_stage : undefined} />
          )}
          {lost ? <span className="card-lost">{t('card.lastKnown')}</span> : waits || eta}
        </span>
        <CardActions entry={entry} model={model} state={state} control={control} onDismiss={onDismiss} />
      </div>
    </article>
  );
});
