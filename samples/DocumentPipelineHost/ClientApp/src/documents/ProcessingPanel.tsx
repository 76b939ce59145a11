import { useSmoothPercent } from '@dpa/realtime/react';
import { ControlButtons } from '../cards/ControlButtons';
import { ErrorBox } from '../cards/ErrorBox';
import type { CardModel } from '../cards/cardModel';
import { toErrorAction } from '../cards/errorAction';
import { StageRow } from '../cards/StageRow';
import { useControl } from '../cards/useControl';
import { useTexts } from '../i18n/LanguageProvider';
import { wholePercent } from '../pipeline/percent';
import { ProgressBar } from '../pipeline/ProgressBar';
import { isSettled, statusMark } from '../pipeline/statusMark';
import { StatusMark } from '../pipeline/StatusMark';
import type { PipelineState } from '../pipeline/types';
import { routeHref } from '../routing/route';
import { Timeline } from './Timeline';

/** How far the document is, and what happened to it when. */
export function ProcessingPanel({ model, state }: { model: CardModel; state: PipelineState | undefined }) {
  const { t } = useTexts();
  const control = useControl(model.documentId, model.pipelineId);
  const { status, name } = model;
  const percent = useSmoothPercent(model.percent ?? undefined, `${model.pipelineId}:${model.attempt}`) ?? null;
  const done = status === 'completed' || status === 'stored';
  const number = done ? 100 : percent === null ? null : wholePercent(percent, false);

  return (
    <aside className="panel processing" aria-labelledby="processing-title" data-status={status}>
      <div className="section-head">
        <h2 id="processing-title">{t('document.progress')}</h2>
        <span className="spring" />
        <StatusMark status={status} />
        <span className="card-percent">{number === null ? '–' : `${number} %`}</span>
      </div>
      <ProgressBar
        label={t('card.overall', { name })}
        valueText={[number === null ? '' : t('card.percent', { percent: number }), t(statusMark(status).key)].filter(Boolean).join(', ')}
        percent={isSettled(status) || status === 'interrupted' ? (percent ?? 0) : percent}
        status={status}
      />
      {model.stages.length > 0 && (
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
      {state && (
        <div className="actions">
          <ControlButtons state={state} name={name} control={control} />
        </div>
      )}
      {control.refused && (
        <p className="note note-warn" role="alert">
          {t('error.control', { action: t(`action.${control.refused.action}`) })} {control.refused.problem.message}
        </p>
      )}
      <h3>{t('document.timeline')}</h3>
      <Timeline state={state} />
    </aside>
  );
}
