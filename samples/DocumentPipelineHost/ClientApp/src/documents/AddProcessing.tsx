import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getOptions, processDocument } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';
import type { DocumentItem, OptionRules } from '../api/types';
import { ErrorState } from '../feedback/ErrorState';
import { ModalDialog } from '../feedback/ModalDialog';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { OptionSwitches } from '../options/OptionSwitches';
import { formFields } from '../options/rules';
import { useChoice } from '../options/useChoice';

interface Props {
  readonly item: DocumentItem;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Asks what shall be done with a stored document, without uploading it again. */
export function AddProcessing({ item, open, onOpenChange }: Props) {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['options'],
    queryFn: ({ signal }) => getOptions(signal),
    staleTime: 60_000,
    enabled: open,
  });
  return (
    <ModalDialog title={t('add.title')} open={open} onClose={() => onOpenChange(false)}>
      <p className="muted">{t('add.hint')}</p>
      {data ? (
        <Choices item={item} rules={data} onDone={() => onOpenChange(false)} />
      ) : error ? (
        <ErrorState title={t('error.options')} problem={toProblem(error)} onRetry={() => void refetch()} />
      ) : (
        <Skeleton lines={3} />
      )}
    </ModalDialog>
  );
}

function Choices({ item, rules, onDone }: { item: DocumentItem; rules: OptionRules; onDone: () => void }) {
  const { t } = useTexts();
  const there: Readonly<Record<string, boolean>> = {
    create_index: item.has_index,
    generate_summary: item.has_summary,
    deep_analysis: item.has_analysis === true,
  };
  const control = useChoice(rules, () => Object.keys(there).filter((id) => there[id]));
  const { choice } = control;
  const [again, setAgain] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const adds = [...choice].some((id) => id in there && !there[id]);

  const start = (): void => {
    setBusy(true);
    setProblem(null);
    processDocument(item.document_id, formFields(choice), again).then(onDone, (error: unknown) => {
      setProblem(toProblem(error));
      setBusy(false);
    });
  };

  return (
    <>
      <OptionSwitches
        rules={rules}
        control={control}
        hintOf={({ id }) => (there[id] ? t('add.done') : undefined)}
        tall
      />
      <label className="check">
        <input type="checkbox" name="again" checked={again} onChange={() => setAgain(!again)} /> {t('add.again')}
      </label>
      {!adds && !again && <p className="muted">{t('add.nothing')}</p>}
      {problem && <ErrorState title={t('error.unknown')} problem={problem} />}
      <div className="actions dialog-actions">
        <button type="button" className="button" onClick={onDone}>
          {t('add.close')}
        </button>
        <button type="button" className="button button-main" disabled={busy || (!adds && !again)} onClick={start}>
          {t('add.start')}
        </button>
      </div>
    </>
  );
}
