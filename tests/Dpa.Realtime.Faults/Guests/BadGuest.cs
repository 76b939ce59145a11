using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Faults.Guests;

/// <summary>
/// All of an application's code in one: what is named misbehaves for pipelines and users whose ids begin with "bad",
/// the rest is right.
/// </summary>
/// <param name="time">Measures what is slow.</param>
/// <param name="mayRead">Who may see what; everybody everything where not said.</param>
public sealed class BadGuest(TimeProvider time, Func<string, PipelineState, bool>? mayRead = null)
    : IPipelineAuthorizer, IPipelineArchive, IPipelineControlHandler, IPipelineTransitionHandler, IDisposable
{
    private readonly ConcurrentDictionary<string, byte> _threads = new(StringComparer.Ordinal);
    private volatile Mode? _mode;
    private int _calls;
    private int _ended;

    /// <summary>The kinds of code, as they are named to <see cref="Be"/>.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["Authorizer", "Archive", "ControlHandler", "TransitionHandler", "UserIdSelector", "CancellationCallback"];

    /// <summary>Whether what was named misbehaves; it stays away from those at it already.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>How many calls misbehaved since it was told to.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How many of them are at it still.</summary>
    public int InFlight => Calls - Volatile.Read(ref _ended);

    /// <summary>The names of the threads on which any of this code ran, the well-behaved part of it too.</summary>
    public IEnumerable<string> Threads => _threads.Keys;

    /// <summary>From here on one kind misbehaves; what hung or blocked before is let go.</summary>
    public void Be(string guest, Misbehaviour how)
    {
        LetGo();
        Volatile.Write(ref _calls, 0);
        Volatile.Write(ref _ended, 0);
        _mode = new Mode(guest, how);
    }

    /// <summary>Nothing misbehaves any more, and what hangs or blocks is let go.</summary>
    public void LetGo()
    {
        var before = _mode;
        _mode = null;
        before?.LetGo();
    }

    /// <summary>Lets go whatever hangs, so that no thread of the test's process stays blocked.</summary>
    public void Dispose() => LetGo();

    /// <summary>Registers it as all that it is, but for the selector.</summary>
    public void AddTo(IServiceCollection services) => services
        .AddSingleton<IPipelineAuthorizer>(this)
        .AddSingleton<IPipelineArchive>(this)
        .AddSingleton<IPipelineControlHandler>(this)
        .AddSingleton<IPipelineTransitionHandler>(this);

    /// <summary>A <c>UserIdSelector</c>: the header <c>X-USER-ID</c>.</summary>
    public string? SelectUser(HttpContext context)
    {
        var user = context.Request.Headers["X-USER-ID"].ToString();
        Act("UserIdSelector", user);
        return user.Length > 0 ? user : null;
    }

    /// <summary>For the token of a run that is asked to cancel.</summary>
    public void OnCancelRequested() => Act("CancellationCallback", "bad");

    /// <inheritdoc/>
    public async ValueTask<bool> CanReadAsync(
        ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
    {
        await ActAsync("Authorizer", pipeline.Id, cancellationToken);
        return mayRead?.Invoke(userId, pipeline) ?? true;
    }

    /// <inheritdoc/>
    public async ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken)
    {
        await ActAsync("Archive", pipelineId, cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> HandleAsync(
        PipelineState pipeline, PipelineControls action, string? reason, CancellationToken cancellationToken)
    {
        await ActAsync("ControlHandler", pipeline.Id, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask OnTransitionAsync(
        PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken) =>
        await ActAsync("TransitionHandler", pipeline.Id, cancellationToken);

    private void Act(string kind, string id) =>
        ActAsync(kind, id, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private async ValueTask ActAsync(string kind, string id, CancellationToken stop)
    {
        Seen(kind);
        if (!IsOn || _mode is not { } mode || mode.Guest != kind || !id.StartsWith("bad", StringComparison.Ordinal))
            return;
        Interlocked.Increment(ref _calls);
        try
        {
            await ActBadlyAsync(mode, stop);
        }
        finally
        {
            Interlocked.Increment(ref _ended);
            Seen(kind); // what comes after an await runs there, too
        }
    }

    private void Seen(string kind) => _threads.TryAdd($"{kind} on {Thread.CurrentThread.Name}", 0);

    private async Task ActBadlyAsync(Mode mode, CancellationToken stop)
    {
        switch (mode.How)
        {
            case Misbehaviour.Slow:
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(30), time, stop), mode.Over);
                stop.ThrowIfCancellationRequested();
                break;
            case Misbehaviour.Hangs:
                await mode.Over;
                break;
            case Misbehaviour.BlocksItsThread:
                mode.Over.Wait(CancellationToken.None);
                break;
            case Misbehaviour.Throws:
                throw new InvalidOperationException("The guest is broken.");
            default:
                throw new TaskCanceledException("The guest's own call was cancelled.");
        }
    }

    private sealed class Mode(string guest, Misbehaviour how)
    {
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Guest => guest;

        public Misbehaviour How => how;

        public Task Over => _over.Task;

        public void LetGo() => _over.TrySetResult();
    }
}
