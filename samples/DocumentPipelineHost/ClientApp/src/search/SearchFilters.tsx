import type { ReactNode } from 'react';
import { useTexts } from '../i18n/LanguageProvider';

/** What the results are narrowed to; empty where it does not matter. */
export interface Filters {
  readonly type: string;
  readonly status: string;
  /** `day`, `week` or `month`. */
  readonly since: string;
}

const types = ['pdf', 'docx', 'pptx', 'xlsx', 'epub', 'html', 'markdown', 'csv', 'text'] as const;
const statuses = ['completed', 'processing', 'failed', 'interrupted', 'cancelled'] as const;
const times = ['day', 'week', 'month'] as const;
const days = { day: 1, week: 7, month: 30 } as const;

/** The first moment that counts, to the minute, so that the same question has the same answer for a while. */
export function sinceDate(since: string, now: number): string | undefined {
  if (!(since in days)) return undefined;
  const from = new Date(now - days[since as keyof typeof days] * 86_400_000);
  from.setSeconds(0, 0);
  return from.toISOString();
}

export function SearchFilters({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const { t } = useTexts();
  const any = filters.type !== '' || filters.status !== '' || filters.since !== '';
  return (
    <div className="filters" role="group" aria-label={t('search.filters')}>
      <Filter label={t('search.type')} value={filters.type} onChange={(type) => onChange({ ...filters, type })}>
        <option value="">{t('search.type.all')}</option>
        {types.map((type) => (
          <option key={type} value={type}>
            {type === 'markdown' ? 'Markdown' : type === 'text' ? 'TXT' : type.toUpperCase()}
          </option>
        ))}
      </Filter>
      <Filter label={t('search.since')} value={filters.since} onChange={(since) => onChange({ ...filters, since })}>
        <option value="">{t('search.since.all')}</option>
        {times.map((time) => (
          <option key={time} value={time}>
            {t(`search.since.${time}`)}
          </option>
        ))}
      </Filter>
      <Filter label={t('search.status')} value={filters.status} onChange={(status) => onChange({ ...filters, status })}>
        <option value="">{t('search.status.all')}</option>
        {statuses.map((status) => (
          <option key={status} value={status}>
            {t(`status.${status}`)}
          </option>
        ))}
      </Filter>
      {any && (
        <button type="button" className="link-button" onClick={() => onChange({ type: '', status: '', since: '' })}>
          {t('search.filters.clear')}
        </button>
      )}
    </div>
  );
}

interface FilterProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

function Filter({ label, value, onChange, children }: FilterProps) {
  return (
    <select
      className="filter"
      aria-label={label}
      data-set={value !== ''}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {children}
    </select>
  );
}
