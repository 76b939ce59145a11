namespace Dpa.Realtime.Client.Connections;

/// <summary>Renews the identity of an open socket from time to time (protocol section 4, <c>authenticate</c>).</summary>
internal sealed class Renewal(ClientContext context, Func<CancellationToken, Task> renew)
{
    private readonly CancellationTokenSource _ended = new();
    private IDisposable? _timer;

    /// <summary>Ends when none is under way.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start()
    {
        if (context.Options.AuthenticateInterval is not { } interval || _ended.IsCancellationRequested) return;
        _timer?.Dispose();
        _timer = context.Strand.After(interval, () =>
        {
            Completion = Task.Run(RenewAsync);
            Start();
        });
    }

    public void Stop() => _timer?.Dispose();

    public void End()
    {
        Stop();
        _ended.Cancel();
    }

    private async Task RenewAsync()
    {
        try
        {
            await renew(_ended.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the application's provider throws: the server ends the connection if nothing comes, and then a new token is asked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!_ended.IsCancellationRequested) context.Logger.RenewalFailed(context.Host, context.Requests.FailureOf(e).Reason);
        }
    }
}
