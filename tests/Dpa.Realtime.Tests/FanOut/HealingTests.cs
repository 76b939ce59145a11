using Dpa.Realtime.FanOut;
using Dpa.Realtime.Publishing;
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
        var hub = new PipelineHub(
            Backplane, new ArchiveLookup(Backplane, Guests), Runs, Dispatcher, Metrics, NullLogger<PipelineHub>.Instance
        );
        await hub.AttachAsync([("ended", new Reader()), ("running", new Reader())], Ct);
        Backplane.Inner = Memory = NewMemory();

        await hub.HealAsync(wasAway: true);

        Assert.Equal(["running"], (await Memory.ReadAsync(["ended", "running"], Ct)).Select(s => s.Id));
    }

    private sealed class Reader : ILogReader
    {
        public void OnAppended()
        {
        }
    }
}
