import { useTexts } from '../i18n/LanguageProvider';
import { wholePercent } from '../pipeline/percent';
import { useStageName } from '../pipeline/useStageName';
import type { StageModel } from './cardModel';

interface Props {
  readonly stages: readonly StageModel[];
  /** The stage that runs, where only that is known of them. */
  readonly current?: string | undefined;
}

/** What a folded card is at: "2 of 4 · Parse 67 %". */
export function CurrentStage({ stages, current }: Props) {
  const { t } = useTexts();
  const stageName = useStageName();
  const position = stages.findIndex(({ id, status }) =>
    current ? id === current : status === 'processing' || status === 'waiting',
  );
  const stage = stages[position];
  if (!stage) return current ? <span className="current-stage">{stageName(current)}</span> : null;
  const percent = current || stage.percent === null ? '' : ` ${wholePercent(stage.percent, false)} %`;
  return (
    <span className="current-stage">
      {t('card.stages.current', {
        n: position + 1,
        total: stages.length,
        stage: stageName(stage.id, stage.name) + percent,
      })}
    </span>
  );
}
