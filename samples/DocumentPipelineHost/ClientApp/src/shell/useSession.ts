import { useCallback, useEffect, useState } from 'react';
import { getSession, signOut, switchUser } from '../api/calls';
import { toProblem } from '../api/problem';
import type { Loaded } from '../api/useRequest';
import type { Session } from '../api/types';

export interface SessionControl {
  readonly session: Loaded<Session>;
  readonly reload: () => void;
  readonly become: (userId: string) => void;
  readonly leave: () => void;
  /** Takes what a sign-in answered. */
  readonly enter: (session: Session) => void;
}

/** Who the page works for: the cookie is the host's, the page only reads its name and may ask for another user. */
export function useSession(): SessionControl {
  const [session, setSession] = useState<Loaded<Session>>({ state: 'loading' });

  const take = useCallback((asked: Promise<Session>) => {
    asked.then(
      (value) => setSession({ state: 'ready', value }),
      (error: unknown) => setSession({ state: 'failed', problem: toProblem(error) }),
    );
  }, []);
  const reload = useCallback(() => {
    setSession({ state: 'loading' });
    take(getSession());
  }, [take]);
  const become = useCallback((userId: string) => take(switchUser(userId)), [take]);

  const leave = useCallback(() => take(signOut()), [take]);
  const enter = useCallback((value: Session) => setSession({ state: 'ready', value }), []);

  useEffect(() => take(getSession()), [take]);
  return { session, reload, become, leave, enter };
}
