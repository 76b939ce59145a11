/** Calls a listener; what it throws is its own affair and surfaces as an uncaught error, never in the frame's way. */
export function call<TArgs extends readonly unknown[]>(
  listener: ((...args: TArgs) => void) | undefined,
  ...args: TArgs
): void {
  try {
    listener?.(...args);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
