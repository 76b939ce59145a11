import { useTexts } from '../i18n/LanguageProvider';
import { wholePercent } from '../pipeline/percent';
import { useStageName } from '../pipeline/useStageName';
import type { StageModel } from './cardModel';

/** What a folded card is at: "2 of 4 · Parse 67 %". */
export function CurrentStage({ stages }: { stages: readonly StageModel[] }) {
  const { t } = useTexts();
  const stageName = useStageName();
  const position = stages.findIndex(({ status }) => status === 'processing' || status === 'waiting');
  const stage = stages[position];
  if (!stage) return null;
  const percent = stage.percent === null ? '' : ` ${wholePercent(stage.percent, false)} %`;
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
