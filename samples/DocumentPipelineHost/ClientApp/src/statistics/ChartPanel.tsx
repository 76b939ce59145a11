import { Download, Table2, ChartColumn } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTexts } from '../i18n/LanguageProvider';
import { saveText, toCsv } from './csv';

interface Props {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly key: string;
    readonly cells: readonly string[];
    readonly raw: readonly (string | number)[];
  }[];
  /** The chart; the same figures are in the table. */
  readonly children: ReactNode;
}

/** A chart with the same figures as a table and as CSV. */
export function ChartPanel({ id, title, columns, rows, children }: Props) {
  const { t } = useTexts();
  const [table, setTable] = useState(false);
  const titleId = `chart-${id}`;
  const Icon = table ? ChartColumn : Table2;
  return (
    <section className="panel chart" aria-labelledby={titleId} data-chart={id}>
      <div className="chart-head">
        <h2 id={titleId}>{title}</h2>
        <span className="spring" />
        <button
          type="button"
          className="link-button"
          aria-label={t(table ? 'statistics.chart.of' : 'statistics.table.of', { name: title })}
          onClick={() => setTable(!table)}
        >
          <Icon size={14} aria-hidden="true" />{t(table ? 'statistics.asChart' : 'statistics.asTable')}
        </button>
        <button
          type="button"
          className="link-button"
          aria-label={t('statistics.csv.of', { name: title })}
          onClick={() => saveText(`${id}.csv`, 'text/csv;charset=utf-8', toCsv(columns, rows.map((row) => row.raw)))}
        >
          <Download size={14} aria-hidden="true" />{t('statistics.csv')}
        </button>
      </div>
      {rows.length === 0 ? (
        <p className="muted">{t('statistics.nothing')}</p>
      ) : table ? (
        <div className="chart-table" tabIndex={0} role="group" aria-labelledby={titleId}>
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key}>
                  {row.cells.map((each, position) =>
                    position === 0 ? (
                      <th key={position} scope="row">
                        {each}
                      </th>
                    ) : (
                      <td key={position}>{each}</td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        children
      )}
    </section>
  );
}
