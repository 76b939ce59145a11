import { ControlButtons } from '../cards/ControlButtons';
import { ErrorBox } from '../cards/ErrorBox';
import type { CardModel } from '../cards/cardModel';
import { isWorthARetry, toErrorAction } from '../cards/errorAction';
import { StageRow } from '../cards/StageRow';
import { useControl } from '../cards/useControl';
import { useTexts } from '../i18n/LanguageProvider';
import { wholePercent } from '../pipeline/percent';
import { ProgressBar } from '../pipeline/ProgressBar';
import { isSettled, statusMark } from '../pipeline/statusMark';
import { StatusMark } from '../pipeline/StatusMark';
import type { PipelineState } from '../pipeline/types';
import { useHeldPercent } from '../pipeline/useHeldPercent';
import { routeHref } from '../routing/route';

const canBeControlled = (state: PipelineState): boolean =>
  state.can_interrupt || state.can_resume || state.can_retry || state.can_cancel;

/** How far the document is, and what can be done about it; what was done is in its runs. */
export function ProcessingPanel({ model, state }: { model: CardModel; state: PipelineState | undefined }) {
  const { t } = useTexts();
  const control = useControl(model.documentId, model.pipelineId);
  const { status, name } = model;
  const percent = useHeldPercent(model.percent, model.run);
  const done = status === 'completed' || status === 'stored';
  const number = percent === null ? null : wholePercent(percent, false);

  // What was done, and how, is in the runs.
  if (done && !(state && canBeControlled(state))) return null;
  return (
    <aside className="panel processing" aria-labelledby="processing-title" data-status={status}>
      <div className="section-head">
        <h2 id="processing-title">{t('document.progress')}</h2>
        <span className="spring" />
        <StatusMark status={status} warned={model.warnings.length > 0} />
        {!isSettled(status) && <span className="card-percent">{number === null ? '–' : `${number} %`}</span>}
      </div>
      {!done && (
        <ProgressBar
          label={t('card.overall', { name })}
          valueText={[number === null ? '' : t('card.percent', { percent: number }), t(statusMark(status).key)]
            .filter(Boolean)
            .join(', ')}
          percent={percent}
          status={status}
          run={model.run}
          still={isSettled(status) || status === 'interrupted'}
        />
      )}
      {!done && model.stages.length > 0 && (
        <ul className="stages stages-narrow">
          {model.stages.map((stage) => (
            <StageRow key={stage.id} document={name} stage={stage} />
          ))}
        </ul>
      )}
      {model.error && (
        <ErrorBox error={model.error} model={model} limit={undefined}>
          {toErrorAction(model.error, false) === 'chooseOther' && (
            <a className="button button-main" href={routeHref({ page: 'upload' })}>
              {t('action.chooseOther')}
            </a>
          )}
        </ErrorBox>
      )}
      {state && canBeControlled(state) && (
        <div className="actions">
          <ControlButtons state={state} name={name} control={control} wantsRetry={isWorthARetry(status, model.error)} />
        </div>
      )}
      {control.refused && (
        <p className="note note-warn" role="alert">
          {t('error.control', { action: t(`action.${control.refused.action}`) })} {control.refused.problem.message}
        </p>
      )}
    </aside>
  );
}
