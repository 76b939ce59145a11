import type { ConnectionSnapshot } from '@dpa/realtime';

/**
 * Whether the host is out of reach. Undefined where a snapshot does not decide it, and the former value stays. A client
 * that polls has been answered, but its later polls may reach nobody, or only a proxy in front of the host.
 */
export function isLost({ status, reason }: Pick<ConnectionSnapshot, 'status' | 'reason'>): boolean | undefined {
  if (status === 'connecting') return undefined;
  if (status === 'polling') return /^(unreachable|refused_5\d\d)$/.test(reason ?? '');
  return status === 'reconnecting' || status === 'closed';
}
