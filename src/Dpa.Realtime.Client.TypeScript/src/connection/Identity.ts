import type { Platform } from '../platform/Platform.js';
import { RealtimeError } from '../RealtimeError.js';
import { ticketUrl } from './address.js';
import type { RealtimeClientOptions } from './RealtimeClientOptions.js';

/** How long before its end an identity is renewed, in milliseconds. */
const marginMs = 30_000;
/** The shortest interval, doubled each time, in ms: a token that ends at once is not renewed in a tight loop. */
const leastMs = 1_000;
const longestLeastMs = 30_000;

/** Who the client is, for each transport. */
export class Identity {
  readonly #options: RealtimeClientOptions;
  readonly #platform: Platform;
  /** When the newest token ends, in milliseconds since 1970; undefined if the token does not state it. */
  #endsAt: number | undefined;
  #leastMs = leastMs;

  constructor(options: RealtimeClientOptions, platform: Platform) {
    this.#options = options;
    this.#platform = platform;
  }

  /** After how long an open socket is renewed, in milliseconds; undefined for never. */
  planRenewal(): number | undefined {
    const { auth } = this.#options;
    if (auth?.renewMs !== undefined || this.#endsAt === undefined) return auth?.renewMs;
    const left = this.#endsAt - this.#platform.date();
    const ms = Math.max(left - marginMs, left / 2);
    const least = this.#leastMs;
    this.#leastMs = ms > leastMs ? leastMs : Math.min(least * 2, longestLeastMs);
    return ms > leastMs ? ms : least;
  }

  /** The `authorization` of a request; undefined if cookies identify the caller. */
  async header(renew = false): Promise<string | undefined> {
    const { auth } = this.#options;
    if (auth?.token) return `Bearer ${await this.#token(renew)}`;
    return auth?.ticket && `DpaTicket ${await auth.ticket(renew)}`;
  }

  /** The ticket of a socket; undefined if cookies identify the caller. */
  async ticket(renew = false): Promise<string | undefined> {
    const { auth } = this.#options;
    if (!auth?.token) return auth?.ticket?.(renew);
    let answer = await this.#exchange(renew);
    if (!renew && isRefusal(answer.status)) answer = await this.#exchange(true);
    if (answer.status === 401) {
      throw new RealtimeError('unauthorized', 'The server does not know this token.', 'Sign in again.');
    }
    const { ticket } = (await answer.json()) as { readonly ticket?: unknown };
    if (typeof ticket !== 'string') throw new Error(`No ticket: the server answered ${answer.status}.`);
    return ticket;
  }

  async #token(renew: boolean): Promise<string> {
    const token = (await this.#options.auth?.token?.(renew)) ?? '';
    this.#endsAt = endOf(token, this.#platform.date());
    return token;
  }

  async #exchange(renew: boolean): Promise<Response> {
    const authorization = `Bearer ${await this.#token(renew)}`;
    const own = await this.#options.headers?.();
    return this.#platform.fetch(ticketUrl(this.#options), {
      method: 'POST',
      headers: { ...own, authorization },
      credentials: 'include',
      cache: 'no-store',
    });
  }
}

const isRefusal = (status: number): boolean => status === 401 || status === 403;

/**
 * When a JSON web token ends by this machine's clock: its `exp`, or, if the clock cannot be right, its lifetime (`exp`
 * - `iat`) from now. Undefined if it is no such token, or does not end.
 */
function endOf(token: string, now: number): number | undefined {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/');
    const claims = JSON.parse(atob(payload ?? '')) as { readonly exp?: unknown; readonly iat?: unknown };
    if (!Number.isFinite(claims.exp)) return undefined;
    const end = (claims.exp as number) * 1000;
    const life = Number.isFinite(claims.iat) ? end - (claims.iat as number) * 1000 : 0;
    return life > 0 && (end <= now || end - now > life) ? now + life : end;
  } catch {
    return undefined;
  }
}
