namespace Dpa.Realtime.Endpoints;

/// <summary>
/// When an answer is over at the latest: when its client has gone, two minutes after it began, or a moment after the
/// host begins to stop.
/// </summary>
internal sealed class AnswerLimit : IDisposable
{
    /// <summary>How long an answer may take in all, however steadily its client takes it.</summary>
    public static readonly TimeSpan Total = TimeSpan.FromMinutes(2);

    /// <summary>How long of that is left to it when the host begins to stop.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationToken _stops;
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _ending;
    private readonly CancellationTokenRegistration _stopping;

    public AnswerLimit(TimeProvider time, CancellationToken aborted, CancellationToken stopping)
    {
        _stops = stopping;
        _late = new CancellationTokenSource(Total, time);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, _late.Token);
        _stopping = stopping.Register(static l => ((CancellationTokenSource)l!).CancelAfter(Grace), _late);
    }

    /// <summary>Fires when the answer is over.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Whether it took too long, and neither its client nor the host ended it.</summary>
    public bool IsLate => _late.IsCancellationRequested && !_stops.IsCancellationRequested;

    public void Dispose()
    {
        _stopping.Dispose();
        _ending.Dispose();
        _late.Dispose();
    }
}
