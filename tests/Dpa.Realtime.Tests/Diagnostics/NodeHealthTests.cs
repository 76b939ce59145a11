using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Tests.Convergence;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Diagnostics;

public sealed class NodeHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SimStore _store;
    private readonly PipelineEngine _backplane;
    private bool _isDraining;
    private int _waiting;
    private int _blocked;
    private int _overdue;
    private bool _isFull;

    public NodeHealthTests()
    {
        _store = new SimStore(_time);
        var line = _store.Connect(new SimFaults(0, isOn: false, static _ => { }));
        _backplane = new PipelineEngine(line, _time, Options.Create(new DpaRealtimeOptions()));
    }

    [Fact]
    public async Task Check_WithABackplaneThatAnswers_IsHealthy() =>
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);

    [Fact]
    public async Task Check_WithABackplaneThatIsAway_IsDegradedWithItsError()
    {
        _store.IsAway = true;
        _waiting = 3;

        var result = await CheckAsync();

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Contains("does not answer", result.Description, StringComparison.Ordinal);
        Assert.IsType<PipelineException>(result.Exception);
        Assert.Equal(3, result.Data["transitions_waiting"]);
    }

    [Fact]
    public async Task Check_WithABackplaneThatHangs_IsDegradedAfterASecond()
    {
        var checking = CheckAsync(Hanging);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(checking.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        var result = await checking;
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.IsType<TimeoutException>(result.Exception);
    }

    [Fact]
    public async Task Check_WhileTransitionsWait_IsDegradedWithTheirNumber()
    {
        _waiting = 1;

        var result = await CheckAsync();

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal(1, result.Data["transitions_waiting"]);
    }

    [Fact]
    public async Task Check_WithThreadsThatTheApplicationBlocks_IsDegradedWithTheirNumber()
    {
        _blocked = 2;

        var result = await CheckAsync();

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal(2, result.Data["threads_blocked"]);
    }

    /// <summary>They hold no thread: handlers that await what never comes.</summary>
    [Fact]
    public async Task Check_WithCallsThatGoOnAfterTheirTime_IsDegradedWithTheirNumber()
    {
        _overdue = 3;

        var result = await CheckAsync();

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal(3, result.Data["calls_overdue"]);
    }

    [Fact]
    public async Task Check_WithAFullQueueOfTransitions_IsDegraded()
    {
        _isFull = true;

        Assert.Equal(HealthStatus.Degraded, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task Check_WhileDraining_IsUnhealthyWhateverElse()
    {
        (_isDraining, _store.IsAway) = (true, true);

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task Check_ThatIsCancelled_Throws()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CheckAsync(Hanging, isCancelled: true));
    }

    private Task<HealthCheckResult> CheckAsync(
        Func<CancellationToken, ValueTask>? probe = null, bool isCancelled = false)
    {
        var health = new NodeHealth(
            probe ?? _backplane.ProbeAsync, _time,
            () => _isDraining,
            () => _waiting,
            () => _blocked,
            () => _overdue,
            () => _isFull);
        return health.CheckHealthAsync(
            new HealthCheckContext { Registration = new HealthCheckRegistration(NodeHealth.Name, health, null, null) },
            new CancellationToken(isCancelled));
    }

    /// <summary>Does not answer and heeds no token.</summary>
    private static ValueTask Hanging(CancellationToken cancellationToken) => new(new TaskCompletionSource().Task);
}
