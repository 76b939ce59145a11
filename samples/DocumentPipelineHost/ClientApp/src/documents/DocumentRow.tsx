import { memo } from 'react';
import type { DocumentItem } from '../api/types';
import { FileBadge } from '../cards/FileBadge';
import { useCardModel } from '../cards/useCardModel';
import { formatBytes, formatDate } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { wholePercent } from '../pipeline/percent';
import { StatusMark } from '../pipeline/StatusMark';
import { useHeldPercent } from '../pipeline/useHeldPercent';
import { routeHref } from '../routing/route';
import { pageCount } from '../pipeline/pageKind';

export const DocumentRow = memo(function DocumentRow({ item }: { item: DocumentItem }) {
  const { t, language } = useTexts();
  const pipelineId = item.pipeline_id ?? undefined;
  const entry = { key: item.document_id, item, ...(pipelineId && { pipelineId }), wait: false, createdAt: 0 };
  const { model } = useCardModel(entry, { how: 'line' });
  const percent = useHeldPercent(model.percent, model.run);
  const running = model.status === 'processing' && percent !== null;

  return (
    <tr data-document-id={item.document_id} data-status={model.status}>
      <td>
        <span className="document-name">
          <FileBadge name={item.filename} />
          <span>
            <a href={routeHref({ page: 'document', id: item.document_id })} title={item.filename}>
              {item.filename}
            </a>
            <span className="tags">
              {item.pages ? <span>{pageCount(t, item)}</span> : null}
              {model.hasSummary && <span>{t('documents.summarised')}</span>}
              {item.has_index && <span>{t('documents.indexed')}</span>}
            </span>
          </span>
        </span>
      </td>
      <td>
        <StatusMark status={model.status} warned={model.warnings.length > 0} />
        {running && <span className="row-percent"> {wholePercent(percent, false)} %</span>}
      </td>
      <td className="number">{formatBytes(item.size)}</td>
      <td className="number">
        <time dateTime={item.created_at}>{formatDate(language, item.created_at)}</time>
      </td>
    </tr>
  );
});
