import { backoffDelay, type BackoffOptions } from './backoff.js';
import type { ConnectionStatus } from './ConnectionSnapshot.js';

/** What the supervisor knows. Pure: a state and an event give the next state, the shell (`Connection`) does what differs. */
export interface Supervision {
  /** `stopped`: the server refused the socket for good. */
  readonly phase: 'idle' | 'dialling' | 'up' | 'waiting' | 'stopped';
  /** Counts up with each attempt: a new number means that the shell is to dial. */
  readonly dials: number;
  /** When to dial, while waiting, or while up after the server announced its close. */
  readonly dueAt?: number;
  /** The server chose `dueAt`. */
  readonly planned: boolean;
  /** Failed attempts in a row. */
  readonly failures: number;
  /** HTTP stands in for the socket. */
  readonly fallback: boolean;
  readonly upSince: number;
  /** How often the socket was up. */
  readonly ups: number;
  /** A new token was asked for since the last stable connection. */
  readonly renewed: boolean;
  readonly reason?: string;
}

/** What happens to it. Times are the platform's, `random` is in [0, 1). */
export type SupervisionEvent =
  | { readonly type: 'start' | 'close' | 'due' | 'wake' }
  | { readonly type: 'up'; readonly now: number }
  | { readonly type: 'down'; readonly now: number; readonly random: number; readonly code: number; readonly reason?: string }
  | { readonly type: 'reconnect'; readonly at: number }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'unsupported' };

export type SupervisionOptions = BackoffOptions & { readonly probeIntervalMs: number };

export const idle: Supervision = { phase: 'idle', dials: 0, planned: false, failures: 0, fallback: false, upSince: 0, ups: 0, renewed: false };

export function supervise(state: Supervision, event: SupervisionEvent, options: SupervisionOptions): Supervision {
  const resting = state.phase === 'idle' || state.phase === 'stopped';
  switch (event.type) {
    case 'start':
      return resting ? dial({ ...idle, dials: state.dials }) : state;
    case 'close':
      return { ...idle, dials: state.dials };
    case 'due':
      return state.dueAt === undefined ? state : dial(state);
    case 'wake':
      // A server that is restarting named its own time, so that not all come back at once.
      return state.phase === 'waiting' && !state.planned ? dial(state) : state;
    case 'up':
      if (state.phase !== 'dialling') return state;
      return { ...without(state), phase: 'up', upSince: event.now, ups: state.ups + 1, fallback: false, planned: false };
    case 'reconnect':
      return state.phase === 'up' ? { ...state, dueAt: event.at, planned: true } : state;
    case 'refused':
      return state.fallback ? stop(state, event.reason, false) : state;
    case 'unsupported':
      return stop(state, 'no_websocket', true);
    case 'down':
      return resting ? state : fall(state, event, options);
  }
}

/** The word for it in the connection's snapshot; `standIn` is what HTTP is called, `connecting` before it first got through. */
export function statusOf(state: Supervision, standIn: ConnectionStatus): ConnectionStatus {
  if (state.fallback && standIn !== 'connecting') return standIn;
  if (state.phase === 'up') return 'live';
  if (state.phase === 'idle' || (state.phase === 'stopped' && !state.fallback)) return 'closed';
  return state.ups + state.failures > 0 ? 'reconnecting' : 'connecting';
}

/** The close codes of protocol section 6. */
function fall(state: Supervision, event: SupervisionEvent & { type: 'down' }, options: SupervisionOptions): Supervision {
  const { now, random, code } = event;
  const stable = state.phase === 'up' && now - state.upSince >= options.stableMs;
  const renewed = state.renewed && !stable;
  if (code === 4401) return renewed ? stop(state, 'unauthorized', false) : dial({ ...state, renewed: true });
  if (code === 4409) return stop(state, 'too_many_connections', true);
  if (code >= 4400 && code < 5000) return stop(state, code === 4403 ? 'forbidden' : `refused_${code}`, false);

  const planned = state.phase === 'up' && state.planned;
  const failures = planned ? state.failures : stable ? 0 : state.failures + 1;
  const fallback = failures >= options.attempts;
  const delay = fallback ? options.probeIntervalMs : backoffDelay(failures, random, options);
  const dueAt = planned ? Math.max(now, state.dueAt ?? now) : now + delay;
  return { ...state, phase: 'waiting', dueAt, planned, failures, fallback, renewed, reason: event.reason ?? `closed_${code}` };
}

function dial(state: Supervision): Supervision {
  const { dueAt: _, ...rest } = state;
  return { ...rest, phase: 'dialling', dials: state.dials + 1, planned: false };
}

function stop(state: Supervision, reason: string, fallback: boolean): Supervision {
  return { ...without(state), phase: 'stopped', reason, fallback, planned: false };
}

function without({ dueAt: _dueAt, reason: _reason, ...rest }: Supervision): Supervision {
  return rest;
}
