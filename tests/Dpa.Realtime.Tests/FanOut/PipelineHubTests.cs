using Dpa.Realtime.FanOut;
using Dpa.Realtime.Publishing;
using Dpa.Realtime.Tests.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.FanOut;

public sealed class PipelineHubTests : PublishingTest
{
    /// <summary>
    /// Each of the two would leave it to the other, and the backplane would send its changes for ever.
    /// </summary>
    [Fact]
    public async Task Detach_TheLastReaderWhileAnotherComes_EndsItsSubscription()
    {
        await Notifier.StartAsync(Start("p", "a"), Ct);
        var hub = new PipelineHub(
            Backplane, new ArchiveLookup(Backplane, Guests), Runs, Dispatcher, Metrics, NullLogger<PipelineHub>.Instance
        );
        var (first, second) = (new Reader(), new Reader());
        var one = (await hub.AttachAsync([("p", first)], Ct))[0];

        one.Remove(first); // the first half of the detaching, on one thread
        var two = (await hub.AttachAsync([("p", second)], Ct))[0]; // on another
        hub.Detach(one, first);
        hub.Detach(two, second);

        Assert.Equal((2, 2), (Backplane.Subscribed, Backplane.Unsubscribed));
        Assert.Equal(0, hub.WatchedPipelines);
    }

    private sealed class Reader : ILogReader
    {
        public void OnAppended()
        {
        }
    }
}
