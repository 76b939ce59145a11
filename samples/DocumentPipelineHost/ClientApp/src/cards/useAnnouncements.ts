import { useEffect, useRef } from 'react';
import { useAnnouncer } from '../feedback/AnnouncerProvider';
import { useTexts } from '../i18n/LanguageProvider';
import { statusMark } from '../pipeline/statusMark';
import type { CardModel } from './cardModel';

/**
 * Announces a change of the card's status and each quarter of its progress to screen readers, but not its first state.
 */
export function useAnnouncements(subject: string, { name, status, percent }: CardModel): void {
  const announcer = useAnnouncer();
  const { t } = useTexts();
  const quarter = percent === null ? 0 : Math.floor(percent / 25);
  const last = useRef({ status, quarter });

  useEffect(() => {
    const before = last.current;
    last.current = { status, quarter };
    if (before.status !== status) {
      announcer.announce(subject, t('card.announce', { name, status: t(statusMark(status).key) }));
    } else if (quarter > before.quarter && status === 'processing') {
      announcer.announce(subject, t('card.announce.percent', { name, percent: quarter * 25 }));
    }
  }, [announcer, subject, t, name, status, quarter]);
}
