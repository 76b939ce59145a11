using System.Reflection;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Tests.Convergence;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Diagnostics;

public sealed class NodeHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FaultyBackplane _backplane;
    private bool _isDraining;
    private int _waiting;
    private int _blocked;
    private bool _isFull;

    public NodeHealthTests() => _backplane = new FaultyBackplane(_time, new DpaRealtimeOptions());

    [Fact]
    public async Task Check_WithABackplaneThatAnswers_IsHealthy() => Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);

    [Fact]
    public async Task Check_WithABackplaneThatIsAway_IsDegradedWithItsError()
    {
        _backplane.IsAway = true;
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
        var hanging = DispatchProxy.Create<IBackplane, Hanging>();

        var checking = CheckAsync(hanging);
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

    [Fact]
    public async Task Check_WithAFullQueueOfTransitions_IsDegraded()
    {
        _isFull = true;

        Assert.Equal(HealthStatus.Degraded, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task Check_WhileDraining_IsUnhealthyWhateverElse()
    {
        (_isDraining, _backplane.IsAway) = (true, true);

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task Check_ThatIsCancelled_Throws()
    {
        var hanging = DispatchProxy.Create<IBackplane, Hanging>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CheckAsync(hanging, isCancelled: true));
    }

    private Task<HealthCheckResult> CheckAsync(IBackplane? backplane = null, bool isCancelled = false)
    {
        var health = new NodeHealth(backplane ?? _backplane, _time, () => _isDraining, () => _waiting, () => _blocked, () => _isFull);
        return health.CheckHealthAsync(new HealthCheckContext { Registration = new HealthCheckRegistration(NodeHealth.Name, health, null, null) }, new CancellationToken(isCancelled));
    }

    /// <summary>Answers no read and heeds no token.</summary>
    public class Hanging : DispatchProxy
    {
        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
            new ValueTask<IReadOnlyDictionary<string, PipelinePosition>>(new TaskCompletionSource<IReadOnlyDictionary<string, PipelinePosition>>().Task);
    }
}
