using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>All of an application's code in one: what is named misbehaves for pipelines and users whose ids begin with "bad", the rest is right.</summary>
internal sealed class BadGuest(string guest, Misbehaviour misbehaviour, FakeTimeProvider time)
    : IPipelineAuthorizer, IPipelineArchive, IPipelineControlHandler, IPipelineTransitionHandler, IDisposable
{
    private readonly ManualResetEventSlim _thread = new();
    private readonly TaskCompletionSource _never = new();
    private readonly ConcurrentDictionary<string, byte> _threads = new(StringComparer.Ordinal);
    private int _calls;
    private int _ended;

    /// <summary>Whether it misbehaves.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>How many calls misbehaved.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How many of them are at it still.</summary>
    public int InFlight => Calls - Volatile.Read(ref _ended);

    /// <summary>The names of the threads on which any of this code ran, the well-behaved part of it too.</summary>
    public IEnumerable<string> Threads => _threads.Keys;

    public bool Answers => misbehaviour is Misbehaviour.Throws or Misbehaviour.ThrowsTaskCanceled;

    public void AddTo(DpaRealtimeBuilder builder)
    {
        builder.Services.AddSingleton<IPipelineAuthorizer>(this);
        builder.Services.AddSingleton<IPipelineArchive>(this);
        builder.Services.AddSingleton<IPipelineControlHandler>(this);
        builder.Services.AddSingleton<IPipelineTransitionHandler>(this);
    }

    /// <summary>Lets go whatever hangs, so that no thread of the test's process stays blocked.</summary>
    public void Dispose()
    {
        _thread.Set();
        _never.TrySetResult();
    }

    public string? SelectUser(HttpContext context)
    {
        Seen("UserIdSelector");
        var user = context.Request.Headers["X-USER-ID"].ToString();
        if (user.StartsWith("bad", StringComparison.Ordinal) && guest == "UserIdSelector") MisbehaveAsync(CancellationToken.None).GetAwaiter().GetResult();
        return user.Length > 0 ? user : null;
    }

    public void OnCancelRequested()
    {
        Seen("CancellationCallback");
        if (guest == "CancellationCallback") MisbehaveAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    public async ValueTask<bool> CanReadAsync(ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
    {
        await ActAsync("Authorizer", pipeline.Id, cancellationToken);
        return userId == pipeline.Owner;
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

    private async ValueTask ActAsync(string what, string pipelineId, CancellationToken stop)
    {
        Seen(what);
        if (!IsOn || what != guest || !pipelineId.StartsWith("bad", StringComparison.Ordinal)) return;
        try
        {
            await MisbehaveAsync(stop);
        }
        finally
        {
            Seen(what); // what comes after an await runs there, too
        }
    }

    private void Seen(string what) => _threads.TryAdd($"{what} on {Thread.CurrentThread.Name}", 0);

    private async Task MisbehaveAsync(CancellationToken stop)
    {
        Interlocked.Increment(ref _calls);
        try
        {
            await ActBadlyAsync(stop);
        }
        finally
        {
            Interlocked.Increment(ref _ended);
        }
    }

    private async Task ActBadlyAsync(CancellationToken stop)
    {
        switch (misbehaviour)
        {
            case Misbehaviour.Slow:
                await Task.Delay(TimeSpan.FromSeconds(30), time, stop);
                break;
            case Misbehaviour.Hangs:
                await _never.Task;
                break;
            case Misbehaviour.BlocksItsThread:
                _thread.Wait(CancellationToken.None);
                break;
            case Misbehaviour.Throws:
                throw new InvalidOperationException("The guest is broken.");
            default:
                throw new TaskCanceledException("The guest's own call was cancelled.");
        }
    }
}
