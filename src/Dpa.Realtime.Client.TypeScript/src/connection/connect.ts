import type { ServerFrame } from '../protocol/ServerFrame.js';
import type { Recovery } from '../recovery/Recovery.js';
import { recoveryRoom } from '../rooms/rooms.js';
import { originOf, socketUrl } from './address.js';
import { backoffDelay, defaultBackoff, plannedDelay } from './backoff.js';
import type { ConnectionSnapshot } from './ConnectionSnapshot.js';
import { greetingMs } from './heartbeat.js';
import type { Link, LinkEvents } from './Link.js';
import { openSocket, type SocketSession } from './openSocket.js';
import type { Platform } from './Platform.js';
import type { RealtimeClientOptions } from './RealtimeClientOptions.js';

/** `stopped`: the server said no; `paused`: until `wake`. */
type Phase = 'idle' | 'dialling' | 'up' | 'waiting' | 'paused' | 'stopped';

/**
 * Keeps a socket up: dials, and dials again after a growing delay (protocol section 10). What else may be done when it does not stay is the
 * recovery's, which is loaded late.
 */
export function connect(options: RealtimeClientOptions, platform: Platform, events: LinkEvents): Link {
  const { now, random, delay, navigator, WebSocket: Socket } = platform;
  const backoff = { ...defaultBackoff, ...options.backoff };
  let phase: Phase = 'idle';
  let session: SocketSession | undefined;
  let recovery: Recovery | undefined;
  /** Counts the attempts: what comes of an earlier one comes too late. */
  let dials = 0;
  let failures = 0;
  let ups = 0;
  let upAt = 0;
  /** When the server said to come back; it counts as no failure. */
  let plannedAt: number | undefined;
  let reason: string | undefined;
  let latencyMs: number | undefined;
  let snapshot: ConnectionSnapshot = { status: 'connecting', reconnects: 0, attempt: 0 };
  let cancelDial: (() => void) | undefined;

  const isUp = (): boolean => phase === 'up';
  const isActive = (): boolean => phase !== 'idle' && phase !== 'stopped';
  const isStable = (): boolean => isUp() && now() - upAt >= backoff.stableMs;

  const publish = (): void => {
    const standIn = recovery?.status;
    const why = recovery?.reason ?? reason;
    const next: ConnectionSnapshot = {
      status: isUp() ? 'live' : standIn ?? (!isActive() ? 'closed' : ups + failures > 0 ? 'reconnecting' : 'connecting'),
      ...(why && { reason: why }),
      ...(latencyMs !== undefined && { latencyMs }),
      reconnects: Math.max(0, ups - 1),
      attempt: isUp() ? 0 : failures,
    };
    if (JSON.stringify(next) === JSON.stringify(snapshot)) return;
    snapshot = next;
    events.changed(next);
  };

  /** Ends the attempt or the socket, whichever there is. */
  const hangUp = (next: Phase): void => {
    const wasUp = isUp();
    phase = next;
    dials++;
    cancelDial?.();
    session?.end();
    session = latencyMs = plannedAt = undefined;
    if (wasUp) events.down();
  };

  const rest = (next: Phase, why?: string): void => {
    hangUp(next);
    recovery?.rest();
    reason = why;
    publish();
  };

  const dialIn = (ms?: number, why = reason): void => {
    reason = why;
    cancelDial?.();
    if (ms !== undefined) cancelDial = delay(dial, Math.max(0, ms));
    publish();
  };

  /** Where it cannot be loaded there is backoff alone, and the next failure asks again. */
  const load = (): Promise<unknown> =>
    recoveryRoom().then(
      (room) => {
        recovery ??= new room.Recovery(options, platform, backoff, { ...events, dial, dialIn, stop: (why) => rest('stopped', why), changed: publish });
        events.recovers(room);
      },
      () => {},
    );

  /** The end of an attempt or of a socket. */
  const fall = (code: number, why = `closed_${code}`): void => {
    const planned = plannedAt;
    const wasUp = isUp();
    const stable = isStable();
    hangUp('waiting');
    const turn = dials;
    if (planned === undefined) failures = stable || code < 0 ? 0 : failures + 1;
    plannedAt = planned;
    dialIn(planned === undefined ? backoffDelay(failures, random(), backoff) : planned - now(), why);
    if (planned !== undefined && code < 4400) return;
    const recover = (): void => void (turn === dials && recovery?.fell({ code, failures, wasUp, stable }));
    if (recovery) recover();
    else void load().then(recover);
  };

  const rise = (maxMessageBytes: number | undefined): void => {
    phase = 'up';
    upAt = now();
    ups++;
    reason = undefined;
    recovery?.rose();
    publish();
    events.up(maxMessageBytes);
    // It is needed when the network is bad, so it is fetched while it is good.
    if (!navigator?.connection?.saveData) void load();
  };

  const receive = (frame: ServerFrame | undefined): void => {
    if (frame?.type === 'reconnect') {
      const ms = plannedDelay(frame.after_ms, isStable(), random(), backoff);
      plannedAt = now() + ms;
      dialIn(ms);
    }
    events.frame(frame);
  };

  const open = async (): Promise<void> => {
    const turn = dials;
    try {
      if (!Socket) return fall(-1);
      const ticket = await options.ticket?.();
      if (turn !== dials) return; // closed, or given up, while the ticket was fetched
      cancelDial?.();
      session = openSocket(platform, Socket, socketUrl(options), ticket, {
        up: ({ limits }) => rise(limits?.max_message_bytes),
        frame: receive,
        latency(ms) {
          latencyMs = ms;
          publish();
        },
        down: fall,
      });
    } catch (error) {
      if (turn !== dials) return;
      if ((error as { readonly code?: string }).code === 'unauthorized') rest('stopped', 'unauthorized');
      else fall(0, 'not_dialled');
    }
  };

  const dial = (): void => {
    hangUp('dialling');
    // A ticket may never come. From the socket on, the session has a limit of its own.
    cancelDial = delay(() => fall(0, 'not_dialled'), greetingMs);
    void open();
    publish();
  };

  return {
    get snapshot() {
      return snapshot;
    },
    get isUp() {
      return isUp();
    },
    start() {
      originOf(options);
      if (isActive()) return;
      failures = ups = 0;
      reason = undefined;
      dial();
    },
    close: () => rest('idle'),
    pause() {
      if (isActive()) rest('paused', 'paused');
    },
    wake(probeMs) {
      failures = 0; // what failed before says nothing of now, and the network may need a moment more
      if (isUp()) session?.probe(probeMs);
      // A server that is restarting named its own time, so that not all come back at once.
      else if (phase === 'paused' || (phase === 'waiting' && plannedAt === undefined)) dial();
    },
    send(frame) {
      if (isUp()) session?.send(frame);
      else recovery?.send(frame);
    },
  };
}
