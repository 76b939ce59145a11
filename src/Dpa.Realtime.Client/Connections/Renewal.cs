namespace Dpa.Realtime.Client.Connections;

/// <summary>
/// Renews the identity of an open socket in time (docs/protocol.md#authenticate): as often as the
/// options say, else before a bearer token ends that says when.
/// </summary>
internal sealed class Renewal(ClientContext context, Func<CancellationToken, Task> renew)
{
    /// <summary>How long before its end a token is renewed.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>A token that ends at once is not renewed in a tight loop: after this time, doubled each time.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestLeast = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _ended = new();
    private IDisposable? _timer;
    private bool _isRunning;
    private TimeSpan _least = Least;

    /// <summary>Ends when none is under way.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start()
    {
        _timer?.Dispose();
        _isRunning = !_ended.IsCancellationRequested;
        if (!_isRunning || (context.Options.AuthenticateInterval ?? BeforeTheEnd()) is not { } interval) return;
        _timer = context.Strand.After(interval, () =>
        {
            Completion = Task.Run(RenewAsync);
            if (context.Options.AuthenticateInterval is not null) Start();
        });
    }

    public void Stop()
    {
        _isRunning = false;
        _timer?.Dispose();
    }

    public void End()
    {
        Stop();
        _ended.Cancel();
    }

    /// <summary>By the end of the token that there is now.</summary>
    private void Again()
    {
        if (_isRunning) Start();
    }

    private TimeSpan? BeforeTheEnd()
    {
        if (context.Requests.TokenEndsAt is not { } end) return null;
        var left = end - context.Strand.Time.GetUtcNow();
        var due = left - Margin > left / 2 ? left - Margin : left / 2;
        var least = _least;
        _least = due > Least ? Least : least * 2 < LongestLeast ? least * 2 : LongestLeast;
        return due > Least ? due : least;
    }

    private async Task RenewAsync()
    {
        try
        {
            await renew(_ended.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The server ends the connection if nothing comes, and then a new token is asked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!_ended.IsCancellationRequested)
                context.Logger.RenewalFailed(context.Host, context.Requests.FailureOf(e).Reason);
        }

        if (context.Options.AuthenticateInterval is null) context.Strand.Post(Again);
    }
}
