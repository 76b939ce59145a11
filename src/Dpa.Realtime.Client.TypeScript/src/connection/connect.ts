import type { Platform } from '../platform/Platform.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';
import { originOf, socketUrl } from './address.js';
import { defaultBackoff } from './backoff.js';
import { closeCodes } from './closeCodes.js';
import type { ConnectionSnapshot } from './ConnectionSnapshot.js';
import { greetingMs } from './heartbeat.js';
import type { Identity } from './Identity.js';
import type { Link, LinkEvents } from './Link.js';
import { openSocket, type SocketSession } from './openSocket.js';
import type { RealtimeClientOptions } from './RealtimeClientOptions.js';
import type { StandIn } from './StandIn.js';
import { idle, isActive, isUnexplained, supervise, type Supervision, type SupervisionEvent } from './supervise.js';
import { takesRequests } from './takesRequests.js';

/** After this time the HTTP fallback is requested again if it could not be loaded, in milliseconds. */
const loadAgainMs = 5_000;

/** The parts that a connection needs. */
export interface ConnectContext {
  readonly options: RealtimeClientOptions;
  readonly platform: Platform;
  /** Who the client is; loaded late, and absent if cookies identify the user. */
  readonly loadIdentity: (() => Promise<Identity>) | undefined;
}

/** Keeps a socket up: carries out the decisions of `supervise` with sockets, timers and the HTTP fallback. */
export function connect(context: ConnectContext, events: LinkEvents): Link {
  const { options, platform, loadIdentity } = context;
  const { now, date, random, delay, navigator, WebSocket: Socket } = platform;
  const probeMs = (options.probeIntervalMs ?? 60_000) * (navigator?.connection?.saveData ? 5 : 1);
  const rules = { ...defaultBackoff, ...options.backoff, probeMs };
  let state = idle;
  let session: SocketSession | undefined;
  let standIn: StandIn | undefined;
  let standsIn = false;
  let identity: Identity | undefined;
  let latencyMs: number | undefined;
  let snapshot: ConnectionSnapshot = { status: 'connecting', reconnects: 0, attempt: 0 };
  /** When the next attempt is due, in milliseconds since 1970; Infinity for never. */
  let dueDate = Infinity;
  let cancelDial: (() => void) | undefined;
  let cancelRenewal: (() => void) | undefined;
  let cancelLoad: (() => void) | undefined;

  const isUp = (): boolean => state.phase === 'up';
  const isResting = (): boolean => !isActive(state) || state.phase === 'paused';

  const statusOf = (): ConnectionSnapshot['status'] => {
    if (isUp()) return 'live';
    if (!isActive(state)) return 'closed';
    return (state.standIn && standIn?.status) ?? (state.ups + state.failures > 0 ? 'reconnecting' : 'connecting');
  };

  const publish = (): void => {
    const helper = state.standIn && standIn;
    const reason = helper?.reason ?? state.reason;
    const retryAt = Math.min(helper?.retryAt ?? Infinity, dueDate);
    const next: ConnectionSnapshot = {
      status: statusOf(),
      ...(reason && { reason }),
      ...(latencyMs !== undefined && { latencyMs }),
      ...(retryAt < Infinity && { retryAt }),
      reconnects: state.ups && state.ups - 1,
      attempt: isUp() ? 0 : state.failures,
    };
    if (JSON.stringify(next) === JSON.stringify(snapshot)) return;
    events.changed((snapshot = next));
  };

  const step = (event: SupervisionEvent): void => {
    const before = state;
    state = supervise(before, event, rules);
    if (state === before) return;
    const dials = state.dials !== before.dials;
    if (dials || (!isUp() && before.phase !== state.phase)) hangUp();
    if (before.phase === 'up' && !isUp()) events.down();
    if (dials || state.phase !== before.phase || state.dueAt !== before.dueAt) arm();
    if (before.standIn && !state.standIn) {
      standsIn = false;
      standIn?.stop();
    }
    if (isResting()) standIn?.abandon();
    if (!state.standIn) cancelLoad?.();
    if (dials) void open(state.isRenewed === true && !before.isRenewed);
    if (state.standIn && !before.standIn) void load();
    publish();
  };

  /** Ends the attempt or the socket, whichever there is. */
  const hangUp = (): void => {
    cancelRenewal?.();
    session?.end();
    session = latencyMs = undefined;
  };

  /** Sets the time of the next attempt, or the time limit of the one that begins: a ticket may never come. */
  const arm = (): void => {
    cancelDial?.();
    const wait = (state.dueAt ?? Infinity) - now();
    dueDate = date() + wait;
    if (state.phase === 'dialling') cancelDial = delay(() => fall(closeCodes.notDialled, 'not_dialled'), greetingMs);
    else if (wait < Infinity) cancelDial = delay(() => step({ type: 'due' }), wait);
    else cancelDial = undefined;
  };

  /**
   * If it cannot be loaded there is backoff alone, and the next failure requests it again; a state that waits for
   * nothing else requests it by itself.
   */
  const load = (): Promise<unknown> =>
    events.loadStandIn().then(
      (make) => {
        standIn ??= make(
          { ...context, rules },
          {
            up: events.up,
            down: events.down,
            frame: (frame) => isResting() || events.frame(frame),
            positions: events.positions,
            wantsMine: events.wantsMine,
            polled: events.polled,
            get maxIds() {
              return events.maxIds;
            },
            changed: publish,
            back: () => step({ type: 'back' }),
            refused: (reason) => step({ type: 'refused', reason }),
          },
        );
        if (!state.standIn || standsIn) return;
        standsIn = true;
        standIn.start(state.standIn === 'streams');
        publish();
      },
      () => {
        cancelLoad?.();
        if (state.standIn && !standIn) cancelLoad = delay(() => void load(), loadAgainMs);
      },
    );

  /** The end of an attempt or of a socket. */
  const fall = (code: number, reason?: string, quietMs?: number): void => {
    const before = state;
    step({ type: 'down', now: now(), random: random(), code, reason, quietMs });
    if (isUnexplained(before, state, code, rules)) void explain(state);
    else void load();
  };

  const explain = async (asked: Supervision): Promise<void> => {
    await load();
    const answer = await standIn?.explain().catch(() => undefined);
    if (answer && state.dials === asked.dials) step({ type: 'explained', now: now(), ...answer });
  };

  const receive = (frame: ServerFrame | undefined): void => {
    if (frame?.type === 'reconnect') {
      step({ type: 'reconnect', now: now(), random: random(), afterMs: frame.after_ms });
    }
    events.frame(frame);
  };

  const open = async (renew: boolean): Promise<void> => {
    const { dials } = state;
    try {
      if (!Socket) return fall(closeCodes.noWebSocket);
      identity = await loadIdentity?.();
      const ticket = await identity?.ticket(renew);
      // Closed, or given up, while the ticket was fetched.
      if (dials !== state.dials || state.phase !== 'dialling') return;
      cancelDial?.(); // from here on the session has its own time limit
      session = openSocket(platform, Socket, socketUrl(options), ticket, {
        up: ({ limits }) => {
          step({ type: 'up', now: now() });
          if (!isUp()) return; // a listener closed it
          events.up(limits);
          renewLater();
          void load(); // it is needed when the network is bad, so it is loaded while the network is good
        },
        frame: receive,
        latency(ms) {
          latencyMs = ms;
          publish();
        },
        down: fall,
      });
    } catch (error) {
      if (dials !== state.dials || state.phase !== 'dialling') return;
      const isRefused = (error as { readonly code?: string }).code === 'unauthorized';
      if (isRefused) fall(closeCodes.refusedToken);
      else fall(closeCodes.notDialled, 'not_dialled');
    }
  };

  const renewLater = (): void => {
    const ms = identity?.planRenewal();
    cancelRenewal?.();
    cancelRenewal = ms === undefined ? ms : delay(() => void renew(), ms);
  };

  /** If it fails, the server ends the connection in time, and then a new token is requested. */
  const renew = async (): Promise<void> => {
    const { dials } = state;
    const ticket = await identity?.ticket(true).catch(() => undefined);
    if (!isUp() || dials !== state.dials) return;
    if (ticket === undefined) options.logger?.warn('The identity could not be renewed; it is tried again.');
    else session?.send({ type: 'authenticate', ticket });
    renewLater();
  };

  return {
    get snapshot() {
      return snapshot;
    },
    get isUp() {
      return takesRequests(snapshot);
    },
    start() {
      originOf(options);
      step({ type: 'start' });
    },
    close: () => step({ type: 'close' }),
    pause: () => step({ type: 'pause' }),
    wake(ms) {
      step({ type: 'wake' });
      if (isUp()) session?.probe(ms);
    },
    send(frame) {
      if (isUp()) session?.send(frame);
      else if (state.standIn) standIn?.send(frame);
    },
  };
}
