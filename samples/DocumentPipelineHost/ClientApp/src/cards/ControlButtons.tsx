import { Pause, Play, RotateCw, X } from 'lucide-react';
import type { ControlAction } from '../api/calls';
import { useTexts } from '../i18n/LanguageProvider';
import type { PipelineState } from '../pipeline/types';
import type { Control } from './useControl';

const actions = ['interrupt', 'resume', 'retry', 'cancel'] as const satisfies readonly ControlAction[];
const icons = { interrupt: Pause, resume: Play, retry: RotateCw, cancel: X } as const;

interface Props {
  readonly state: PipelineState;
  readonly name: string;
  readonly control: Control;
  /** A retry is what the person likely wants: its button is the main one. */
  readonly wantsRetry: boolean;
}

/** Only the actions that the pipeline's state allows now. */
export function ControlButtons({ state, name, control, wantsRetry }: Props) {
  const { t } = useTexts();
  return actions
    .filter((action) => state[`can_${action}`])
    .map((action) => {
      const Icon = icons[action];
      return (
        <button
          key={action}
          type="button"
          className={action === 'resume' || (action === 'retry' && wantsRetry) ? 'button button-main' : 'button'}
          data-action={action}
          disabled={control.busy !== null}
          aria-label={t('action.of', { action: t(`action.${action}`), name })}
          onClick={() => control.run(action)}
        >
          <Icon size={16} aria-hidden="true" />{t(`action.${action}`)}
        </button>
      );
    });
}
