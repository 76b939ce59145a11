import type { Session } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';

export interface UserSwitcherProps {
  readonly userId: string;
  readonly session: Session;
  readonly onSwitch: (userId: string) => void;
  readonly onSignOut: () => void;
}

/** In development, switches to any known user; otherwise shows who is signed in and lets them sign out. */
export function UserSwitcher({ userId, session, onSwitch, onSignOut }: UserSwitcherProps) {
  const { t } = useTexts();
  if (!session.development) {
    return (
      <>
        <span className="user">{userId}</span>
        <button
          type="button"
          className="header-button sign-out"
          aria-label={t('header.signOut')}
          title={t('header.signOut')}
          onClick={onSignOut}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9" />
          </svg>
        </button>
      </>
    );
  }
  return (
    <select
      className="user"
      aria-label={t('header.user')}
      value={userId}
      onChange={(event) => onSwitch(event.currentTarget.value)}
    >
      {session.users.map((user) => (
        <option key={user.id} value={user.id}>
          {user.name}
        </option>
      ))}
    </select>
  );
}
