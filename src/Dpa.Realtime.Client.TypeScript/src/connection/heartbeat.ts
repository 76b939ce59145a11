/** From the attempt to the server's greeting, in milliseconds (docs/protocol.md#what-a-client-library-does). */
export const greetingMs = 10_000;
/** The server's own, in milliseconds: used where the greeting does not name it. */
export const defaultHeartbeatMs = 15_000;
