import { useLayoutEffect, useRef, type ReactNode } from 'react';

interface Props {
  /** How far the bar is, in percent; null while that is not known. */
  readonly percent: number | null;
  /** The part of it that failed. */
  readonly failed: number;
  /** The bar itself. */
  readonly children: ReactNode;
}

/** A bar of many whose last part is of those that failed: a green one never hides them. */
export function FailedPart({ percent, failed, children }: Props) {
  const part = useRef<HTMLSpanElement>(null);
  const begin = Math.max(0, (percent ?? 0) - failed);
  // With each drawing: the part may be another element than before.
  useLayoutEffect(() => {
    if (part.current) part.current.style.transform = `translateX(${begin}%) scaleX(${failed / 100})`;
  });
  return (
    <span className="bar-of-many">
      {children}
      {failed > 0 && percent !== null && (
        <span className="bar-over" aria-hidden="true">
          <span className="bar-failed" ref={part} />
        </span>
      )}
    </span>
  );
}
