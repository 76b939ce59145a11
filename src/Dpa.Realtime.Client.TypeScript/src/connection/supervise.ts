import { backoffDelay, plannedDelay, type BackoffOptions } from './backoff.js';
import { closeCodes, ruleOf } from './closeCodes.js';

/** `stopped`: the server refused for good; `paused`: until `wake`. */
export type Phase = 'idle' | 'dialling' | 'up' | 'waiting' | 'paused' | 'stopped';

/** What is known of the connection: the state of its state machine. Times are in milliseconds. */
export interface Supervision {
  readonly phase: Phase;
  /** Counts the attempts: a new number means that a new attempt must start. */
  readonly dials: number;
  /** When to dial, while waiting, or while up after the server announced its close. */
  readonly dueAt?: number | undefined;
  /** The server chose `dueAt`; it counts as no failure. */
  readonly isPlanned?: boolean;
  /** Failed attempts in a row. */
  readonly failures: number;
  /** How often the socket was up. */
  readonly ups: number;
  readonly upAt: number;
  /** What replaces the socket over HTTP. */
  readonly standIn?: 'streams' | 'polls' | undefined;
  /** A new token was requested since the last stable connection. */
  readonly isRenewed?: boolean;
  /** Why it is not up. */
  readonly reason?: string | undefined;
  /** The last reason that HTTP gave for the refused socket, where it is more specific than the socket's own. */
  readonly why?: string | undefined;
}

/** What happens to a connection. `back`: HTTP reaches the server, which it had not. */
export type SupervisionEvent =
  | { readonly type: 'start' | 'close' | 'pause' | 'wake' | 'due' | 'back' }
  | { readonly type: 'up'; readonly now: number }
  /** The attempt failed, or the socket ended. `quietMs`: how long nothing had arrived. */
  | {
      readonly type: 'down';
      readonly now: number;
      readonly random: number;
      readonly code: number;
      readonly reason?: string | undefined;
      readonly quietMs?: number | undefined;
    }
  /** The server will close, and named the time after which to reconnect. */
  | { readonly type: 'reconnect'; readonly now: number; readonly random: number; readonly afterMs: unknown }
  /** The response over HTTP about a socket that was refused. */
  | {
      readonly type: 'explained';
      readonly now: number;
      readonly status: number;
      readonly code: unknown;
      readonly retryAfterMs: number;
    }
  /** The server refuses over HTTP, with a new token too. */
  | { readonly type: 'refused'; readonly reason: string };

/** The settings of `supervise`. */
export interface SupervisionRules extends BackoffOptions {
  /** How often the socket is tried while HTTP replaces it, in milliseconds. */
  readonly probeMs: number;
}

export const idle: Supervision = { phase: 'idle', dials: 0, failures: 0, ups: 0, upAt: 0 };

/** An attempt is under way or planned, or the socket is up. */
export const isActive = ({ phase }: Supervision): boolean => phase !== 'idle' && phase !== 'stopped';

/**
 * The rules of docs/protocol.md#what-a-client-library-does: computes the next state from a state and an event. Pure.
 */
export function supervise(state: Supervision, event: SupervisionEvent, rules: SupervisionRules): Supervision {
  switch (event.type) {
    case 'start':
      if (!isActive(state)) return dial({ ...idle, dials: state.dials });
      return state.phase === 'waiting' ? wake(state) : state; // for example, somebody signed in
    case 'close':
      return rest(state, 'idle');
    case 'pause':
      return isActive(state) ? rest(state, 'paused', 'paused') : state;
    case 'wake':
      return wake(state);
    case 'due':
      return state.dueAt === undefined ? state : dial(state);
    case 'up':
      return state.phase === 'dialling' ? rise(state, event.now) : state;
    case 'down':
      return state.phase === 'dialling' || state.phase === 'up' ? fall(state, event, rules) : state;
    case 'reconnect': {
      if (state.phase !== 'up') return state;
      const { now, random, afterMs } = event;
      const isStable = now - state.upAt >= rules.stableMs;
      return { ...state, isPlanned: true, dueAt: now + plannedDelay(afterMs, isStable, random, rules) };
    }
    case 'explained':
      return state.phase === 'waiting' ? explain(state, event, rules) : state;
    case 'back':
      // After an outage of the whole server nothing suggests that sockets in particular do not get through.
      return state.standIn ? wake(state) : state;
    case 'refused':
      return state.standIn ? rest(state, 'stopped', event.reason) : state;
  }
}

const dial = (state: Supervision): Supervision => ({
  ...state,
  phase: 'dialling',
  dials: state.dials + 1,
  dueAt: undefined,
  isPlanned: false,
});

/** There is nothing to do until it is started or woken. */
function rest({ dials, failures, ups, upAt }: Supervision, phase: Phase, reason?: string): Supervision {
  return { phase, dials, failures, ups, upAt, reason };
}

/** Clears earlier failures. A closed connection tries once more: the cause may have been fixed meanwhile. */
function wake(state: Supervision): Supervision {
  if (state.phase === 'stopped') return dial({ ...idle, dials: state.dials, ups: state.ups, reason: state.reason });
  const fresh = state.failures > 0 ? { ...state, failures: 0 } : state;
  // A server that is restarting named its own time, so that not all clients reconnect at once.
  const waits = state.phase === 'paused' || (state.phase === 'waiting' && !state.isPlanned);
  return waits ? dial(fresh) : fresh;
}

function rise(state: Supervision, now: number): Supervision {
  const { dials, failures, ups, isRenewed = false } = state;
  return { phase: 'up', dials, failures, ups: ups + 1, upAt: now, isRenewed };
}

function fall(state: Supervision, event: SupervisionEvent & { type: 'down' }, rules: SupervisionRules): Supervision {
  const { now, random, code, quietMs = 0 } = event;
  const wasUp = state.phase === 'up';
  // A connection that let nothing through does not count as a success, however long it was open.
  const isStable = wasUp && now - quietMs - state.upAt >= rules.stableMs;
  const isPlanned = wasUp && state.isPlanned === true;
  const { rule, reason } = ruleOf(code);
  const failures = isPlanned ? state.failures : isStable || code < 0 ? 0 : state.failures + 1;
  const fallen: Supervision = {
    ...state,
    phase: 'waiting',
    failures,
    isPlanned,
    isRenewed: state.isRenewed === true && !isStable,
    reason: event.reason ?? reason,
    dueAt: isPlanned ? state.dueAt : now + backoffDelay(failures, random, rules),
  };
  switch (rule) {
    case 'stop':
      return rest(fallen, 'stopped', reason);
    case 'renew':
      return renew(fallen, reason);
    case 'polls':
    case 'streams':
      return { ...fallen, standIn: state.standIn ?? rule, dueAt: undefined, isPlanned: false, reason };
    case 'retry':
      return failures >= rules.attempts && !isPlanned ? standIn(fallen, now, rules) : fallen;
  }
}

function standIn(state: Supervision, now: number, { probeMs }: SupervisionRules): Supervision {
  const { why, reason } = state;
  return { ...state, standIn: state.standIn ?? 'streams', dueAt: now + probeMs, reason: why ?? reason };
}

/** Requests a new token once. */
function renew(state: Supervision, reason: string): Supervision {
  return state.isRenewed ? rest(state, 'stopped', reason) : dial({ ...state, isRenewed: true, reason });
}

function explain(
  before: Supervision,
  { now, status, code, retryAfterMs }: SupervisionEvent & { type: 'explained' },
  { probeMs }: SupervisionRules,
): Supervision {
  const why = code === 'forbidden_origin' ? code : undefined;
  const state = { ...before, why };
  // Polling works without an allowed origin; the operator may allow the origin meanwhile.
  if (why) return { ...state, standIn: state.standIn ?? 'polls', dueAt: now + probeMs, reason: why };
  if (status === 401) return renew(state, 'unauthorized');
  // A 403 without the protocol's code comes from an intermediary, and is no statement about the socket.
  if (status === 403 && code) return renew(state, 'forbidden');
  return retryAfterMs > 0 ? { ...state, dueAt: now + retryAfterMs, reason: `refused_${status}` } : state;
}

/** Whether to ask over HTTP for the reason: a browser does not report it for a socket that was refused. */
export function isUnexplained(before: Supervision, after: Supervision, code: number, rules: SupervisionRules): boolean {
  const isRefused = before.phase === 'dialling' && after.phase === 'waiting' && after.dueAt !== undefined;
  return isRefused && code > closeCodes.notDialled && after.failures < rules.attempts;
}
