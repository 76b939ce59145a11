import { useEffect, useMemo, useRef } from 'react';
import type { DocumentItem } from '../api/types';
import type { CardEntry } from '../cards/cardEntry';
import { FileBadge } from '../cards/FileBadge';
import { runsByDocument } from '../cards/cardEntry';
import { useAnnouncements } from '../cards/useAnnouncements';
import { useCardModel } from '../cards/useCardModel';
import { formatBytes, formatDate } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { isSettled } from '../pipeline/statusMark';
import { StatusMark } from '../pipeline/StatusMark';
import { useMyPipelines } from '@dpa/realtime/react';
import { AnalysisPanel } from './AnalysisPanel';
import { DocumentActions } from './DocumentActions';
import { DocumentWarnings } from './DocumentWarnings';
import { pageCount } from '../pipeline/pageKind';
import { ProcessingPanel } from './ProcessingPanel';
import { RunsPanel } from '../runs/RunsPanel';
import { SummaryFacts } from './SummaryFacts';
import { SummaryPanel } from './SummaryPanel';

/** Only that a run began is wanted: the page follows it by itself. */
const listed = { detail: 'summary', maxHz: 1 } as const;

interface Props {
  readonly item: DocumentItem;
  readonly onChanged: () => void;
}

export function DocumentView({ item, onChanged }: Props) {
  const { t, language } = useTexts();
  // A run that was asked for on this page, or elsewhere, is newer than what the answer names.
  const latest =
    runsByDocument(useMyPipelines(listed) ?? []).get(item.document_id)?.pipeline_id ?? item.pipeline_id ?? undefined;
  const entry = useMemo<CardEntry>(
    () => ({ key: item.document_id, item, ...(latest ? { pipelineId: latest } : {}), wait: false, createdAt: 0 }),
    [item, latest],
  );
  const { model, state } = useCardModel(entry);
  useAnnouncements(entry.key, model);

  const settled = isSettled(model.status);
  const before = useRef(settled);
  useEffect(() => {
    // Its pages and what else the host knows came with the end.
    if (settled && !before.current) onChanged();
    before.current = settled;
  }, [settled, onChanged]);

  const facts = [
    formatBytes(item.size),
    pageCount(t, item),
    formatDate(language, item.created_at),
  ].filter(Boolean);

  return (
    <>
      <div className="document-head">
        <FileBadge name={item.filename} />
        <div className="document-title">
          <h1>{item.filename}</h1>
          <p className="muted">
            {facts.join(' · ')} · <StatusMark status={model.status} warned={model.warnings.length > 0} />
          </p>
        </div>
        <DocumentActions item={item} busy={!settled} />
      </div>
      <DocumentWarnings item={item} model={model} />
      <div className="document-columns">
        <div className="document-main">
          <SummaryPanel item={item} available={model.hasSummary} underWay={!settled} />
          {item.has_analysis && <AnalysisPanel item={item} />}
        </div>
        <div className="document-aside">
          <ProcessingPanel model={model} state={state} />
          <SummaryFacts item={item} available={model.hasSummary} />
        </div>
      </div>
      <RunsPanel documentId={item.document_id} live={state} />
    </>
  );
}
