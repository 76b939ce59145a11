using Dpa.Realtime.Backplane;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Specification;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>A wall clock that is set ends nothing early, and keeps nothing too long.</summary>
public sealed class ClockStepTests
{
    private readonly SteppingTime _time = new();
    private readonly DpaRealtimeOptions _options = new();
    private readonly PipelineEngine _backplane;

    public ClockStepTests()
    {
        _backplane = PipelineEngine.InMemory(_time, _options);
        _backplane.Attach(new RecordingReceiver());
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Step_OfTheWallClock_EndsNoRunNoRetentionAndNoTicket(int days)
    {
        await StartAsync("silent");
        await StartAsync("ended");
        await EndAsync("ended");
        await _backplane.IssueTicketAsync("ticket", "user-1", new byte[] { 7 }, TimeSpan.FromSeconds(30), Ct);

        _time.Step(TimeSpan.FromDays(days));
        await _backplane.SweepAsync(Ct);

        Assert.Equal(PipelineStatus.Processing, (await StateAsync("silent"))?.Status);
        Assert.Equal(PipelineStatus.Completed, (await StateAsync("ended"))?.Status);
        Assert.Equal(new byte[] { 7 }, await _backplane.RedeemTicketAsync("ticket", Ct));
    }

    [Fact]
    public async Task StepBack_OfTheWallClock_LeasesRetentionAndTicketsEndInTheirTime()
    {
        await StartAsync("silent");
        await StartAsync("ended");
        await EndAsync("ended");
        await _backplane.IssueTicketAsync("ticket", "user-1", new byte[] { 7 }, TimeSpan.FromSeconds(30), Ct);

        _time.Step(-TimeSpan.FromDays(1));
        _time.Advance(_options.ProducerLease);
        await _backplane.SweepAsync(Ct);
        _time.Advance(_options.Retention - _options.ProducerLease);
        var lost = await StateAsync("silent");
        await _backplane.SweepAsync(Ct);

        Assert.Equal((PipelineStatus.Failed, "producer_lost"), (lost?.Status, lost?.Error?.Code));
        Assert.Null(await StateAsync("ended"));
        Assert.Null(await _backplane.RedeemTicketAsync("ticket", Ct));
    }

    private async Task StartAsync(string id) => await _backplane.StartAsync(new PipelineStart(id, "user-1"), id, Ct);

    private async Task EndAsync(string id)
    {
        await _backplane.ApplyAsync(
            new PipelineChange
            {
                PipelineId = id, ProducerToken = id, Sequence = 1, Status = PipelineStatus.Completed,
            },
            Ct);
        await _backplane.ReleaseAsync(id, id, Ct);
    }

    private async Task<PipelineState?> StateAsync(string id) =>
        (await _backplane.ReadAsync([id], Ct)).SingleOrDefault();
}
