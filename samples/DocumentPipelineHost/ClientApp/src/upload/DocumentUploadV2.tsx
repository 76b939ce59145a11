import { useCallback, useRef } from 'react';
import { getOptions } from '../api/calls';
import type { OptionRules } from '../api/types';
import { useRequest } from '../api/useRequest';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { OptionsPanel } from '../options/OptionsPanel';
import { formFields, stagesOf } from '../options/rules';
import { useChoice } from '../options/useChoice';
import { useUploadQueue } from '../shell/Workspace';
import { CardQueue } from './CardQueue';
import { DropZone } from './DropZone';

/** The upload page: where files are dropped, what shall be done with them, and how far each of them is. */
export function DocumentUploadV2() {
  const { t } = useTexts();
  const { result, reload } = useRequest<OptionRules>(getOptions);
  const picker = useRef<HTMLInputElement>(null);
  const choose = useCallback(() => picker.current?.click(), []);

  return (
    <>
      <h1 className="visually-hidden">{t('nav.upload')}</h1>
      {result.state === 'loading' && (
        <div className="panel">
          <Skeleton lines={4} />
        </div>
      )}
      {result.state === 'failed' && <ErrorState title={t('error.options')} problem={result.problem} onRetry={reload} />}
      {result.state === 'ready' && <UploadPanel rules={result.value} picker={picker} />}
      <CardQueue onChoose={choose} />
    </>
  );
}

function UploadPanel({ rules, picker }: { rules: OptionRules; picker: React.RefObject<HTMLInputElement | null> }) {
  const uploads = useUploadQueue();
  const control = useChoice(rules);
  const { choice } = control;
  const send = (files: readonly File[]): void =>
    uploads.add(files, { options: formFields(choice), stages: stagesOf(rules, choice), maxBytes: rules.limits.max_bytes });
  return (
    <div className="panel">
      <DropZone limits={rules.limits} picker={picker} onFiles={send} />
      <OptionsPanel rules={rules} control={control} />
    </div>
  );
}
