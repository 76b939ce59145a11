import type { ControlAction } from '../api/calls';
import { useTexts } from '../i18n/LanguageProvider';
import type { PipelineState } from '../pipeline/types';
import type { Control } from './useControl';

const actions = ['interrupt', 'resume', 'retry', 'cancel'] as const satisfies readonly ControlAction[];

/** Only what the pipeline's state says is possible now. */
export function ControlButtons({ state, name, control }: { state: PipelineState; name: string; control: Control }) {
  const { t } = useTexts();
  return actions
    .filter((action) => state[`can_${action}`])
    .map((action) => (
      <button
        key={action}
        type="button"
        className="button"
        data-action={action}
        disabled={control.busy !== null}
        aria-label={t('action.of', { action: t(`action.${action}`), name })}
        onClick={() => control.run(action)}
      >
        {t(`action.${action}`)}
      </button>
    ));
}
