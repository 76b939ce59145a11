namespace Dpa.Realtime.Connections;

/// <summary>How a connection ends, and how far its end has come. An open one has none.</summary>
internal sealed class ConnectionClosing(int code, string reason, TimeProvider time)
{
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(5); // what waits, the close and its answer
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _received = Elsewhere();
    private readonly TaskCompletionSource _sent = Elsewhere();
    private readonly TaskCompletionSource _ended = Elsewhere();

    public int Code { get; } = code;

    public string Reason { get; } = reason;

    /// <summary>The receive loop has ended.</summary>
    public void Received() => _received.TrySetResult();

    /// <summary>The last thing has been written, or could not be.</summary>
    public void Sent() => _sent.TrySetResult();

    public void Ended() => _ended.TrySetResult();

    /// <summary>
    /// Waits for the output, whatever that still waits for: after the abort nothing is left to wait for.
    /// </summary>
    public async ValueTask WaitForOutputAsync() =>
        await _sent
            .Task.WaitAsync(2 * EndDeadline, time, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>The receive loop ends with the client's own close; one that never comes is not waited for.</summary>
    public Task AbortUnlessAnsweredAsync(IMessageTransport transport) =>
        AbortUnlessAsync(_received.Task, AnswerDeadline, transport);

    /// <summary>A client that takes nothing cannot hold its own end up.</summary>
    public Task AbortUnlessEndedAsync(IMessageTransport transport) =>
        AbortUnlessAsync(_ended.Task, EndDeadline, transport);

    private async Task AbortUnlessAsync(Task step, TimeSpan deadline, IMessageTransport transport)
    {
        await step.WaitAsync(deadline, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!step.IsCompleted) transport.Abort();
    }

    /// <summary>A drain worker must not be held up by the end of a connection.</summary>
    private static TaskCompletionSource Elsewhere() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
