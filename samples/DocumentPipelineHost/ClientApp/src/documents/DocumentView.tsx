import { useEffect, useMemo, useRef } from 'react';
import type { DocumentItem } from '../api/types';
import type { CardEntry } from '../cards/cardEntry';
import { FileBadge } from '../cards/FileBadge';
import { useAnnouncements } from '../cards/useAnnouncements';
import { useCardModel } from '../cards/useCardModel';
import { formatBytes, formatDate } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { isSettled } from '../pipeline/statusMark';
import { DocumentActions } from './DocumentActions';
import { ProcessingPanel } from './ProcessingPanel';
import { SummaryPanel } from './SummaryPanel';

interface Props {
  readonly item: DocumentItem;
  readonly onChanged: () => void;
}

export function DocumentView({ item, onChanged }: Props) {
  const { t, language } = useTexts();
  const entry = useMemo<CardEntry>(
    () => ({ key: item.document_id, item, ...(item.pipeline_id ? { pipelineId: item.pipeline_id } : {}), wait: false, createdAt: 0 }),
    [item],
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
    item.pages ? t('documents.pages', { n: item.pages }) : '',
    formatDate(language, item.created_at),
  ].filter(Boolean);

  return (
    <>
      <div className="document-head">
        <FileBadge name={item.filename} />
        <div className="document-title">
          <h1>{item.filename}</h1>
          <p className="muted">{facts.join(' · ')}</p>
        </div>
        <DocumentActions item={item} />
      </div>
      <div className="document-columns">
        <SummaryPanel documentId={item.document_id} available={model.hasSummary} underWay={!settled} />
        <ProcessingPanel model={model} state={state} />
      </div>
    </>
  );
}
