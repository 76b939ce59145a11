import { useLayoutEffect, useRef } from 'react';
import { wholePercent } from './percent';

interface Props {
  readonly label: string;
  /** What the value means in words, e.g. "62 percent, page 12 of 80". */
  readonly valueText: string;
  /** Null while it is not known or means nothing: the bar then moves without a value. */
  readonly percent: number | null;
  readonly status: string;
  readonly thin?: boolean;
}

/** A bar that is moved by `transform` alone, so that it costs no layout; the style is set by script, as the CSP asks. */
export function ProgressBar({ label, valueText, percent, status, thin = false }: Props) {
  const fill = useRef<HTMLSpanElement>(null);
  const completed = status === 'completed' || status === 'stored';
  const shown = completed ? 100 : percent;

  useLayoutEffect(() => {
    if (fill.current) fill.current.style.transform = `scaleX(${(shown ?? 0) / 100})`;
  }, [shown]);

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
      data-indeterminate={shown === null}
    >
      <span className="bar-fill" ref={fill} />
    </span>
  );
}
