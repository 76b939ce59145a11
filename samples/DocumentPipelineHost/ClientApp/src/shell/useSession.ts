import { useCallback, useEffect, useRef, useState } from 'react';
import { getSession, signOut, switchUser } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';
import type { Loaded } from '../api/loaded';
import type { Session } from '../api/types';
import { leavePlace } from '../routing/route';
import { KeptUploads } from '../sending/KeptUploads';
import { doubtSession, onSessionDoubt, notifyOtherTabs } from '../session/sessionDoubt';

export interface SessionControl {
  readonly session: Loaded<Session>;
  readonly reload: () => void;
  readonly become: (userId: string) => void;
  readonly leave: () => void;
  /** Takes what a sign-in answered. */
  readonly enter: (session: Session) => void;
}

/**
 * Who the page works for: the cookie is the host's, the page only reads its name and may ask for another user. It asks
 * again when a request was refused as unauthenticated, and when another tab of this browser signed in or out.
 */
export function useSession(): SessionControl {
  const [session, setSession] = useState<Loaded<Session>>({ state: 'loading' });
  const known = useRef<string | null>(null);

  const accept = useCallback((value: Session) => {
    const user = value.user_id ?? null;
    // The address names what the former user read or looked for.
    if (known.current !== null && known.current !== user) leavePlace();
    if (user !== null && !value.development) KeptUploads.forget(user);
    known.current = user;
    setSession({ state: 'ready', value });
  }, []);
  /** The newest request; only its answer counts, because an older one may be about another user. */
  const newest = useRef<Promise<Session>>(undefined);
  const doubts = useRef(false);
  const take = useCallback((asked: Promise<Session>, failed?: (problem: Problem) => void) => {
    newest.current = asked;
    const isNewest = (): boolean => newest.current === asked;
    asked
      .then((value) => isNewest() && accept(value), (error: unknown) => isNewest() && failed?.(toProblem(error)))
      .finally(() => {
        if (!isNewest()) return;
        newest.current = undefined;
        // It was asked before there was a reason to, and may be older than that.
        if (doubts.current) doubtSession();
      });
  }, [accept]);
  const fail = useCallback((problem: Problem) => setSession({ state: 'failed', problem }), []);
  const reload = useCallback(() => {
    setSession({ state: 'loading' });
    take(getSession(), fail);
  }, [take, fail]);
  const change = useCallback((asked: Promise<Session>) => {
    take(asked, fail);
    asked.then(notifyOtherTabs, () => undefined);
  }, [take, fail]);
  const become = useCallback((userId: string) => change(switchUser(userId)), [change]);

  const leave = useCallback(() => {
    // The next person at this browser finds nothing of this one; the workspace that is still open keeps nothing more.
    KeptUploads.forget();
    change(signOut());
  }, [change]);
  const enter = useCallback((value: Session) => {
    newest.current = undefined;
    doubts.current = false;
    accept(value);
    notifyOtherTabs();
  }, [accept]);

  useEffect(() => take(getSession(), fail), [take, fail]);
  useEffect(() => onSessionDoubt(() => {
    doubts.current = newest.current !== undefined;
    // Without an answer nothing is known, and what is shown stays.
    if (!doubts.current) take(getSession());
  }), [take]);
  return { session, reload, become, leave, enter };
}
