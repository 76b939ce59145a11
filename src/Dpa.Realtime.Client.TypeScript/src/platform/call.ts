/** Calls a listener. An exception surfaces as an uncaught error, and does not disturb the processing of frames. */
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
