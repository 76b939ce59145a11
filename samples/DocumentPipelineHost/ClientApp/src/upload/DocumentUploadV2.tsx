import { useQuery } from '@tanstack/react-query';
import { memo, useCallback, useRef, type RefObject } from 'react';
import { getOptions } from '../api/calls';
import { toProblem } from '../api/problem';
import type { OptionRules } from '../api/types';
import { useCards } from '../cards/useCards';
import { useDismissed } from '../cards/useDismissed';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { OptionsPanel } from '../options/OptionsPanel';
import { formFields, stagesOf } from '../options/rules';
import { useChoice } from '../options/useChoice';
import { useDocuments, useUploadQueue, useUserId } from '../workspace/Workspace';
import { CardQueue } from './CardQueue';
import { DropZone } from './DropZone';

/** The upload page: where files are dropped, what shall be done with them, and how far each of them is. */
export function DocumentUploadV2() {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['options'],
    queryFn: ({ signal }) => getOptions(signal),
    staleTime: 60_000,
  });
  const { dismissed, dismiss } = useDismissed(useUserId());
  const { items, problem } = useDocuments();
  const { cards, cleared, crowd } = useCards(dismissed);
  const picker = useRef<HTMLInputElement>(null);
  const choose = useCallback(() => picker.current?.click(), []);

  return (
    <>
      <h1 className="visually-hidden">{t('nav.upload')}</h1>
      {data && (items || problem || cards.length > 0) ? (
        <UploadPanel rules={data} picker={picker} small={cards.length > 0} />
      ) : error ? (
        <ErrorState title={t('error.options')} problem={toProblem(error)} onRetry={() => void refetch()} />
      ) : (
        <div className="panel">
          <Skeleton lines={4} />
        </div>
      )}
      {/* All at once: what comes later would push away what is there. */}
      {(data || error) && (items || problem || cards.length > 0) && (
        <CardQueue cards={cards} cleared={cleared} crowd={crowd} dismiss={dismiss} onChoose={choose} />
      )}
    </>
  );
}

interface PanelProps {
  readonly rules: OptionRules;
  readonly picker: RefObject<HTMLInputElement | null>;
  /** There are cards: they are what the person came for. */
  readonly small: boolean;
}

/** The list below is drawn often, and this is not part of it. */
const UploadPanel = memo(function UploadPanel({ rules, picker, small }: PanelProps) {
  const uploads = useUploadQueue();
  const control = useChoice(rules);
  const { choice } = control;
  const send = (files: readonly File[], folder?: string): void =>
    uploads.add(files, {
      options: formFields(choice),
      stages: stagesOf(rules, choice),
      maxBytes: rules.limits.max_bytes,
      // One without a name is named by its time, in the reader's language.
      batchName: folder ?? '',
    });
  return (
    <div className="panel upload-panel" data-small={small}>
      <DropZone limits={rules.limits} picker={picker} small={small} onFiles={send} />
      <OptionsPanel rules={rules} control={control} small={small} />
    </div>
  );
});
