import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly hint: string;
  readonly children?: ReactNode;
}

export function EmptyState({ title, hint, children }: Props) {
  return (
    <div className="empty">
      <svg className="empty-picture" viewBox="0 0 64 48" aria-hidden="true">
        <path d="M18 6h18l10 10v26H18z" />
        <path d="M36 6v10h10M25 24h14M25 31h9" />
      </svg>
      <p className="empty-title">{title}</p>
      <p className="muted">{hint}</p>
      {children}
    </div>
  );
}
