import { useSmoothBar } from '@dpa/realtime/react';
import { wholePercent } from './percent';

interface Props {
  readonly label: string;
  /** What the value means in words, e.g. "62 percent, page 12 of 80". */
  readonly valueText: string;
  /**
   * Null while it is not known or means nothing: the bar then has no value, and moves without one unless it stands
   * still.
   */
  readonly percent: number | null;
  readonly status: string;
  /** What the percent is of: within it the bar never goes back. Null for a mean over a list that changes. */
  readonly run: string | null;
  /** Nothing goes on, or nobody knows whether anything does: without a value it is empty. */
  readonly still?: boolean;
  readonly thin?: boolean;
  /** One of very many that move: each value is there at once. */
  readonly steps?: boolean;
}

/**
 * A bar that is moved by `transform` alone, so that it costs no layout; the style is set by script, as the CSP asks.
 */
export function ProgressBar({
  label,
  valueText,
  percent,
  status,
  run,
  still = false,
  thin = false,
  steps = false,
}: Props) {
  const completed = status === 'completed' || status === 'stored';
  const shown = completed ? 100 : percent;
  const fill = useSmoothBar<HTMLSpanElement>(shown ?? undefined, run, !steps);

  return (
    <span
      className={thin ? 'bar bar-thin' : 'bar'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={valueText}
      {...(shown === null ? {} : { 'aria-valuenow': wholePercent(shown, completed) })}
      data-status={status}
      data-indeterminate={shown === null && !still}
      data-steps={steps}
    >
      <span className="bar-fill" ref={fill} />
    </span>
  );
}
