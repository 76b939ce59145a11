using Dpa.Realtime.Engine;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Publishing;
using Dpa.Realtime.Tests.Convergence;
using Dpa.Realtime.Tests.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>What a node restores to a backplane that has lost it.</summary>
public sealed class HealingTests : PublishingTest
{
    [Fact]
    public async Task Reconnected_WhatGoesOnIsRestoredAndWhatHasEndedStaysExpired()
    {
        await (await Notifier.StartAsync(Start("ended", "a"), Ct)).CompleteAsync(Ct);
        await Notifier.StartAsync(Start("running", "a"), Ct);
        var hub = NewHub();
        await hub.AttachAsync([("ended", new Reader()), ("running", new Reader())], Ct);
        Backplane.Inner = Memory = NewMemory();

        await hub.HealAsync(wasUnavailable: true);

        Assert.Equal(["running"], (await Memory.ReadAsync(["ended", "running"], Ct)).Select(s => s.Id));
    }

    [Theory]
    [InlineData(PipelineStatus.Completed)]
    [InlineData(PipelineStatus.Failed)]
    [InlineData(PipelineStatus.Cancelled)]
    public async Task Reconnected_AnEndOfWhichTheStoreHasAnOlderCopy_IsRestored(PipelineStatus end)
    {
        var store = new SimStore(Time);
        Backplane.Inner = new PipelineEngine(
            store.Connect(new SimFaults(0, isOn: false, static _ => { })), Time,
            Microsoft.Extensions.Options.Options.Create(Options));
        var hub = NewHub();
        await Backplane.StartAsync(Start("p", "a"), "producer-1", Ct);
        var log = (await hub.AttachAsync([("p", new Reader())], Ct)).Single();
        store.Copy();
        var ended = (await Backplane.ApplyAsync(
            new PipelineChange
            {
                PipelineId = "p", ProducerToken = "producer-1", Sequence = 1, Status = end, EndOpenStages = true,
            },
            Ct)).State!;
        store.GoBack();
        Assert.Equal(ended.Position, log.Head!.Position);

        await hub.HealAsync(wasUnavailable: true);

        var state = (await Backplane.ReadAsync(["p"], Ct)).Single();
        Assert.Equal((end, ended.Position.Epoch), (state.Status, state.Continues));
        Assert.Equal(state.Position, log.Head.Position);
        Assert.Empty(await Backplane.ReadOwnerAsync(Owner, Ct));
    }

    private PipelineHub NewHub() => new(
        Backplane, new ArchiveLookup(Backplane, Guests), Runs, Dispatcher, Metrics, NullLogger<PipelineHub>.Instance);

    private sealed class Reader : ILogReader
    {
        public void OnAppended()
        {
        }
    }
}
