import { useLayoutEffect, useRef } from 'react';
import { ChartPanel } from './ChartPanel';
import type { Tone } from './tones';

interface Bar {
  readonly value: number;
  readonly label: string;
  readonly tone: Tone;
}

interface Props {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  /** What the figures come to, in a sentence; empty for nothing. */
  readonly note?: string;
  readonly rows: readonly {
    readonly key: string;
    readonly cells: readonly string[];
    readonly raw: readonly (string | number)[];
    readonly bars: readonly Bar[];
  }[];
}

/** Lying bars with a name and their figures: what has no time axis. */
export function BarPanel({ rows, note = '', ...panel }: Props) {
  const kinds = rows[0] && rows[0].bars.length > 1 ? rows[0].bars.map((bar) => bar.tone) : [];
  const most = Math.max(1, ...rows.flatMap((row) => row.bars.map((bar) => bar.value)));
  return (
    <ChartPanel {...panel} rows={rows}>
      {kinds.length > 0 && (
        <ul className="legend" aria-hidden="true">
          {kinds.map((tone, position) => (
            <li key={tone}>
              <span className="legend-dot" data-tone={tone} />{' '}
              {panel.columns[panel.columns.length - kinds.length + position]}
            </li>
          ))}
        </ul>
      )}
      <dl className="bars">
        {rows.map((row) => (
          <div key={row.key}>
            <dt>{row.cells[0]}</dt>
            {row.bars.map((bar, position) => (
              <dd key={position}>
                <BarFill share={bar.value / most} tone={bar.tone} />
                <span>
                  <span className="visually-hidden">
                    {panel.columns[panel.columns.length - row.bars.length + position]}{' '}
                  </span>
                  {bar.label}
                </span>
              </dd>
            ))}
          </div>
        ))}
      </dl>
      {note !== '' && <p className="muted">{note}</p>}
    </ChartPanel>
  );
}

/** Set by script: the policy of the page allows no style in its markup. */
function BarFill({ share, tone }: { share: number; tone: Tone }) {
  const fill = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (fill.current) fill.current.style.transform = `scaleX(${share === 0 ? 0 : Math.max(0.004, share)})`;
  }, [share]);
  return (
    <span className="bar-track" aria-hidden="true">
      <span className="bar-share" data-tone={tone} ref={fill} />
    </span>
  );
}
