namespace Dpa.Realtime.Tests.Engine;

/// <summary>A store's clock that is set while runs are live.</summary>
public sealed class ClockStepTests : EngineTest
{
    private static readonly TimeSpan Lease = new DpaRealtimeOptions().ProducerLease;
    private static readonly TimeSpan Third = Lease / 3;

    public ClockStepTests() => Time.Advance(TimeSpan.FromDays(10)); // a step back, too, is a time after 0

    [Theory]
    [InlineData(2)]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task Step_OfTheStoresClock_EndsNoLiveRun(int leases)
    {
        await StartedAsync(new PipelineStart("p", "user-1"));
        for (var i = 0; i < 4; i++) await RenewAsync(); // so that a lost producer would be found

        Store.Skew = leases * Lease;
        for (var i = 0; i < 12; i++)
        {
            await SweepAsync(); // before the renewal that would be late
            await RenewAsync();
        }

        Assert.Equal(PipelineStatus.Processing, (await Engine.ReadAsync(["p"], Ct)).Single().Status);
    }

    [Fact]
    public async Task Step_DoesNotSaveARunWhoseProducerIsLost()
    {
        await StartedAsync(new PipelineStart("p", "user-1"));
        await RenewAsync();
        Store.Skew = Lease;

        for (var i = 0; i < 7; i++)
        {
            await SweepAsync();
            Time.Advance(Third);
        }

        Assert.NotEqual(PipelineStatus.Processing, (await Engine.ReadAsync(["p"], Ct)).Single().Status);
    }

    /// <summary>An answer that took its time is no step.</summary>
    [Fact]
    public async Task SlowAnswer_PostponesNothing()
    {
        await StartedAsync(new PipelineStart("p", "user-1"));
        for (var i = 0; i < 5; i++)
        {
            Line.BeforeProbe = i % 2 == 0 ? null : () => Time.Advance(TimeSpan.FromSeconds(3));
            Line.AfterProbe = i % 2 == 0 ? () => Time.Advance(TimeSpan.FromSeconds(3)) : null;
            await SweepAsync();
            Time.Advance(Third);
        }

        Assert.NotEqual(PipelineStatus.Processing, (await Engine.ReadAsync(["p"], Ct)).Single().Status);
    }

    private async Task RenewAsync()
    {
        await Engine.RenewLeasesAsync([new("p", Token)], Ct);
        await SweepAsync();
        Time.Advance(Third);
    }

    private async Task SweepAsync()
    {
        Line.Due = ["p"];
        await Engine.SweepAsync(Ct);
    }
}
