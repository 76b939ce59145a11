using System.Security.Claims;

namespace Dpa.Realtime.LoadTest.Guests;

/// <summary>All of an application's code. What is named misbehaves, as it is told to, for pipelines and users whose ids begin with "bad".</summary>
internal sealed class BadGuest : IPipelineAuthorizer, IPipelineArchive, IPipelineControlHandler, IPipelineTransitionHandler
{
    public static readonly string[] Guests = ["Authorizer", "Archive", "ControlHandler", "TransitionHandler", "UserIdSelector", "CancellationCallback"];
    public static readonly string[] Misbehaviours = ["slow", "hangs", "throws", "throws TaskCanceledException", "blocks its thread"];

    private volatile Mode _mode = new("", "");
    private int _calls;

    /// <summary>How many calls misbehaved since it was told to.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>From here on; what hung or blocked before is let go.</summary>
    public void Be(string guest, string how)
    {
        var before = _mode;
        Volatile.Write(ref _calls, 0);
        _mode = new Mode(guest, how);
        before.Over.Cancel();
    }

    public string? SelectUser(HttpContext context)
    {
        var user = context.Request.Headers["X-USER-ID"].ToString();
        if (IsBad("UserIdSelector", user))
            MisbehaveAsync(_mode, CancellationToken.None).GetAwaiter().GetResult();
        return user.Length > 0 ? user : null;
    }

    public void OnCancelRequested()
    {
        if (IsBad("CancellationCallback", "bad"))
            MisbehaveAsync(_mode, CancellationToken.None).GetAwaiter().GetResult();
    }

    public async ValueTask<bool> CanReadAsync(ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
    {
        await ActAsync("Authorizer", pipeline.Id, cancellationToken);
        return true;
    }

    public async ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken)
    {
        await ActAsync("Archive", pipelineId, cancellationToken);
        return null;
    }

    public async ValueTask<bool> HandleAsync(PipelineState pipeline, PipelineControls action, string? reason, CancellationToken cancellationToken)
    {
        await ActAsync("ControlHandler", pipeline.Id, cancellationToken);
        return true;
    }

    public async ValueTask OnTransitionAsync(PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken) =>
        await ActAsync("TransitionHandler", pipeline.Id, cancellationToken);

    private bool IsBad(string guest, string id) => _mode.Guest == guest && id.StartsWith("bad", StringComparison.Ordinal);

    private async ValueTask ActAsync(string guest, string id, CancellationToken stop)
    {
        if (IsBad(guest, id))
            await MisbehaveAsync(_mode, stop);
    }

    private async Task MisbehaveAsync(Mode mode, CancellationToken stop)
    {
        Interlocked.Increment(ref _calls);
        switch (mode.How)
        {
            case "slow":
                await Task.Delay(TimeSpan.FromSeconds(30), stop).WaitAsync(mode.Over.Token);
                break;
            case "hangs":
                await Task.Delay(Timeout.Infinite, mode.Over.Token);
                break;
            case "blocks its thread":
                mode.Over.Token.WaitHandle.WaitOne();
                break;
            case "throws":
                throw new InvalidOperationException("The guest is broken.");
            default:
                throw new TaskCanceledException("The guest's own call was cancelled.");
        }
    }

    private sealed record Mode(string Guest, string How)
    {
        public CancellationTokenSource Over { get; } = new();
    }
}
