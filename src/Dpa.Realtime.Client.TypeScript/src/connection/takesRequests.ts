import type { ConnectionSnapshot } from './ConnectionSnapshot.js';

/** Requests get through and are answered: on the socket, or over HTTP in its place. */
export function takesRequests({ status }: ConnectionSnapshot): boolean {
  return /^(live|streaming|polling)$/.test(status);
}
