import { Ellipsis } from 'lucide-react';
import { Suspense, useState } from 'react';
import { part } from '../feedback/part';
import { useTexts } from '../i18n/LanguageProvider';
import type { MenuAction } from './CardMenuItems';

const Items = part(() => import('./CardMenuItems'));

/** The less usual actions of a card. The menu itself is fetched at the first press. */
export function CardMenu({ name, actions }: { name: string; actions: readonly MenuAction[] }) {
  const { t } = useTexts();
  const [used, setUsed] = useState(false);
  const label = t('card.more', { name });
  const closed = (
    <button
      type="button"
      className="button button-icon"
      aria-label={label}
      aria-haspopup="menu"
      onClick={() => setUsed(true)}
    >
      <Ellipsis size={18} aria-hidden="true" />
    </button>
  );
  if (!used) return closed;
  return (
    <Suspense fallback={closed}>
      <Items label={label} actions={actions} />
    </Suspense>
  );
}
