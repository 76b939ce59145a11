namespace Dpa.Realtime.Oracle;

/// <summary>
/// The server sent what docs/protocol.md says it never sends: a violation, whatever the client makes of it.
/// </summary>
/// <param name="message">Which promise, with the values.</param>
public sealed class BrokenPromiseException(string message) : Exception(message);
