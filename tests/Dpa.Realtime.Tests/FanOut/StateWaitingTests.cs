using Dpa.Realtime.FanOut;
using Dpa.Realtime.Publishing;
using Dpa.Realtime.Tests.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.FanOut;

public sealed class StateWaitingTests : PublishingTest
{
    /// <summary>
    /// A node that is behind has an end that is over: the pipeline goes on elsewhere, as the caller knows.
    /// </summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Newer_WhereThisNodeHasAnEnd_IsTheEndUnlessMoreIsKnown(int ahead, bool isGiven)
    {
        await using var run = await Notifier.StartAsync(Start("p", "a"), Ct);
        await run.CompleteAsync(Ct);
        var hub = new PipelineHub(
            Backplane, new ArchiveLookup(Backplane, Guests), Runs, Dispatcher, Metrics, NullLogger<PipelineHub>.Instance
        );
        var end = run.State.Position;
        var known = new PipelinePosition(end.Epoch, end.Version + ahead);

        var newer = new StateWaiting(hub, new PipelineLists(Backplane), Time)
            .NewerAsync("p", known, new PipelinePosition(end.Epoch, end.Version + 5), TimeSpan.FromSeconds(10), Ct)
            .AsTask();
        if (!isGiven)
            Assert.False(newer.IsCompleted, "An older state was given.");
        Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(isGiven, await newer.WaitAsync(TimeSpan.FromSeconds(30), Ct) is not null);
    }
}
