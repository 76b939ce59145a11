using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Engine;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Guests;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using System.Diagnostics.Metrics;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>The publishing side of one node on a controllable backplane under simulated time.</summary>
public abstract class PublishingTest : IAsyncDisposable
{
    internal const string Owner = "user-1";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    /// <param name="commitsInFlight">How many changes may be at the backplane at once.</param>
    protected PublishingTest(int commitsInFlight = 256)
    {
        Options.MaxCommitsInFlight = commitsInFlight;
        Runs = new RunRegistry(Time);
        Memory = NewMemory();
        Backplane = new ControllableBackplane(Memory);
        Metrics = new RealtimeMetrics(_services.GetRequiredService<IMeterFactory>());
        Guests = NewGuests();
        Dispatcher = NewDispatcher(Handler);
        Context = new PublishingContext(Time, Options, Metrics, Log, Runs, Dispatcher, Guests, Sink);
        Notifier = new ProgressNotifier(Backplane, Context, new ArchiveLookup(Backplane, Guests, Archive));
        Hub = new PipelineHub(
            Backplane, new ArchiveLookup(Backplane, Guests), Runs, Dispatcher, Metrics,
            NullLogger<PipelineHub>.Instance);
        Backplane.Attach(Hub);
    }

    internal FakeTimeProvider Time { get; } = new();

    internal DpaRealtimeOptions Options { get; } = new();

    internal PipelineEngine Memory { get; set; }

    internal ControllableBackplane Backplane { get; }

    internal RealtimeMetrics Metrics { get; }

    internal RecordingLogger Log { get; } = new();

    internal RecordingSink Sink { get; } = new();

    internal RecordingHandler Handler { get; } = new();

    internal FixedArchive Archive { get; } = new();

    internal RunRegistry Runs { get; }

    internal GuestCalls Guests { get; }

    internal TransitionDispatcher Dispatcher { get; }

    internal PublishingContext Context { get; }

    internal PipelineHub Hub { get; }

    internal ProgressNotifier Notifier { get; }

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        Backplane.FailsWith = null;
        Backplane.LetGo();
        _ = Runs.RetryAsync();
        Dispatcher.Dispose();
        await _services.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal PipelineEngine NewMemory() => PipelineEngine.InMemory(Time, Options);

    internal GuestCalls NewGuests() => new(Options, TimeProvider.System, Metrics, NullLogger<GuestCalls>.Instance);

    internal TransitionDispatcher NewDispatcher(params IPipelineTransitionHandler[] handlers) =>
        new(handlers, Guests, Options, TimeProvider.System, Metrics, NullLogger<TransitionDispatcher>.Instance);

    internal static PipelineStart Start(string id, params string[] stages) =>
        new(id, Owner) { Stages = [.. stages.Select(s => new StageDefinition(s))] };

    /// <summary>What a change answered that brought one transition.</summary>
    internal static ApplyResult Result(string id, string owner = Owner)
    {
        var state = new PipelineState { Id = id, Owner = owner, Position = new PipelinePosition("e", 1) };
        return new ApplyResult(ApplyStatus.Applied, state, [new PipelineTransition { Number = 1 }]);
    }

    internal ValueTask<PipelineRun> StartedAsync(params string[] stages) => Notifier.StartAsync(Start("p", stages), Ct);

    internal async Task<PipelineState> ReadAsync(string id = "p") => (await Memory.ReadAsync([id], Ct)).Single();

    /// <summary>Waits for what other threads do; simulated time stands still.</summary>
    protected static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Lets simulated time pass in steps until the condition holds.</summary>
    internal async Task PassUntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    /// <summary>Takes the backplane away and waits until the run has noticed.</summary>
    internal async Task GoAwayAsync(StageRun stage)
    {
        Backplane.FailsWith = ControllableBackplane.Away;
        stage.ReportIndeterminate("noticing");
        await UntilAsync(() => Log.Count(1) > 0);
    }

    internal async Task ComeBackAsync()
    {
        Backplane.FailsWith = null;
        await UntilAsync(() =>
        {
            _ = Runs.RetryAsync();
            return Log.Count(41) > 0;
        });
    }
}
