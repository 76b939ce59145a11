namespace Dpa.Realtime.Client.Connections;

/// <summary>
/// Requests on a socket that wait for their answer. The answer, the end of the connection or a timeout completes them.
/// </summary>
internal sealed class Answers(Strand strand, TimeSpan timeout)
{
    private readonly Dictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private long _last;

    public static RealtimeException NotConnected() =>
        new(
            ProgressErrorCodes.NotConnected, "There is no live connection to the server.",
            "Try again once the connection is live.");

    /// <summary>Sends one request.</summary>
    /// <param name="kind">What its id begins with.</param>
    /// <param name="send">Sends it under that id.</param>
    public Task AskAsync(string kind, Action<string> send)
    {
        var id = $"{kind}-{++_last}";
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var timer = strand.After(timeout, () =>
            Settle(
                id,
                new RealtimeException(
                    ProgressErrorCodes.Timeout, "The server did not answer in time.",
                    "It may have been carried out: look at the state.")
            ));
        _waiting[id] = new Waiting(done, timer);
        send(id);
        return done.Task;
    }

    /// <returns>Whether a request waited for it.</returns>
    public bool Settle(string? id, Exception? error = null)
    {
        if (id is null || !_waiting.Remove(id, out var waiting)) return false;
        waiting.Timer.Dispose();
        if (error is null) waiting.Done.SetResult();
        else Fail(waiting.Done, error);
        return true;
    }

    /// <summary>If the caller no longer waits, no other code observes the error.</summary>
    private static void Fail(TaskCompletionSource done, Exception error)
    {
        done.SetException(error);
        _ = done.Task.Exception;
    }

    /// <summary>The connection is closed, so no answer will arrive.</summary>
    public void Abandon()
    {
        foreach (var id in _waiting.Keys.ToList()) Settle(id, NotConnected());
    }

    private sealed record Waiting(TaskCompletionSource Done, IDisposable Timer);
}
