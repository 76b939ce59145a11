import type { PipelineState } from '../pipeline/types';
import { useTexts } from '../i18n/LanguageProvider';
import { RunList } from './RunList';
import '../styles/runs.css';

interface Props {
  readonly documentId: string;
  /** The state of the run that is shown live. */
  readonly live: PipelineState | undefined;
}

/** Every run of the document: its stages in time, and all that happened. */
export function RunsPanel({ documentId, live }: Props) {
  const { t } = useTexts();
  return (
    <section className="panel runs-panel" aria-labelledby="runs-title">
      <h2 id="runs-title">{t('document.runs')}</h2>
      <RunList documentId={documentId} live={live} />
    </section>
  );
}
