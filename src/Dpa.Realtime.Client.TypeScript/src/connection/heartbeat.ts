/** From the attempt to the server's greeting, in milliseconds (protocol section 10). */
export const greetingMs = 10_000;
/** The server's own, in milliseconds: used where the greeting does not name it. */
export const defaultHeartbeatMs = 15_000;
