import { useTexts } from '../i18n/LanguageProvider';
import type { PipelineState } from '../pipeline/types';
import { useStageName } from '../pipeline/useStageName';
import { routeHref } from '../routing/route';
import { optionsOf } from '../options/stageOptions';
import type { CardModel } from './cardModel';
import type { MenuAction } from './CardMenuItems';
import type { Control } from './useControl';

/** What the menu of a card offers: a retry from each stage, processing again, its details. */
export function useMenuActions(
  model: CardModel,
  state: PipelineState | undefined,
  control: Control,
): readonly MenuAction[] {
  const { t } = useTexts();
  const stageName = useStageName();
  const { documentId, error, name } = model;
  const actions: MenuAction[] = [];
  if (documentId)
    actions.push({ key: 'open', label: t('action.open'), href: routeHref({ page: 'document', id: documentId }) });
  if (state?.can_retry && documentId) {
    for (const stage of state.stages) {
      // What is done is not made again by a retry; for that there is processing again.
      if (stage.id === 'upload' || stage.status === 'completed' || stage.status === 'skipped') continue;
      const label = t('action.retryStage', { stage: stageName(stage.id, stage.name) });
      actions.push({ key: `retry-${stage.id}`, label, onSelect: () => control.run('retry', stage.id) });
    }
  }
  const stages = state?.stages.map((stage) => stage.id) ?? [];
  if (documentId && state?.status === 'completed' && stages.some((id) => id !== 'upload')) {
    actions.push({ key: 'again', label: t('action.again'), onSelect: () => control.again(optionsOf(stages)) });
  }
  if (error) {
    const details = [name, error.code, error.message, error.suggestion, state?.pipeline_id, state?.timestamp];
    const text = details.filter(Boolean).join('\n');
    actions.push({
      key: 'copy',
      label: t('action.copyDetails'),
      onSelect: () => void navigator.clipboard?.writeText(text),
    });
  }
  return actions;
}
