import type { Translate } from '../i18n/translate';
import type { StringKey } from '../i18n/strings';

const reasons: Readonly<Record<string, StringKey>> = {
  heartbeat_missed: 'connection.why.heartbeat',
  forbidden_origin: 'connection.why.origin',
  unauthorized: 'connection.why.unauthorized',
  forbidden: 'connection.why.forbidden',
  too_many_connections: 'connection.why.many',
  paused: 'connection.why.paused',
  closed_1012: 'connection.why.restart',
  closed_4001: 'connection.why.restart',
};

/**
 * Human-readable reason why the page is not connected; a code without a text of its own is shown as a lost connection.
 */
export function reasonText(t: Translate, reason: string): string {
  return t(reasons[reason] ?? 'connection.why.lost', { origin: location.origin });
}

/** Whole seconds until then, at least one while it is still to come. */
export const secondsUntil = (at: number, now: number): number => Math.max(1, Math.ceil((at - now) / 1000));
