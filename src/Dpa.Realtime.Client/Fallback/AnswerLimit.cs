namespace Dpa.Realtime.Client.Fallback;

/// <summary>
/// How long an answer is waited for: again for each part that comes, because a large one takes a while on a slow line,
/// and ten times as long for all of it.
/// </summary>
internal sealed class AnswerLimit : IDisposable
{
    private const int Parts = 10;

    private readonly TimeSpan _pause;
    private readonly CancellationTokenSource _next;
    private readonly CancellationTokenSource _all;
    private readonly CancellationTokenSource _either;

    public AnswerLimit(TimeSpan pause, TimeProvider time, CancellationToken closed)
    {
        _pause = pause;
        _next = new CancellationTokenSource(pause, time);
        _all = new CancellationTokenSource(Parts * pause, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_next.Token, _all.Token, closed);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>A part has come, or another request begins.</summary>
    public void Renew() => _next.CancelAfter(_pause);

    public void Dispose()
    {
        _either.Dispose();
        _next.Dispose();
        _all.Dispose();
    }
}
