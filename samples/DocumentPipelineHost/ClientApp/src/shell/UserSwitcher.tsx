import type { Session } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';

export interface UserSwitcherProps {
  readonly userId: string;
  readonly session: Session;
  readonly onSwitch: (userId: string) => void;
}

/** In development any of the known users can be taken; else it only says who is signed in. */
export function UserSwitcher({ userId, session, onSwitch }: UserSwitcherProps) {
  const { t } = useTexts();
  if (!session.development) {
    const user = session.users.find((each) => each.id === userId);
    return <span className="user">{user?.name ?? userId}</span>;
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
