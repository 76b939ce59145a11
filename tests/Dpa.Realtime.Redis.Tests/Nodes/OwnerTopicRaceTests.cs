using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Tests.Worlds;
using Dpa.Realtime.Specification;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>A node reads an owner's live pipelines while another node starts one of them.</summary>
public sealed class OwnerTopicRaceTests : NodesTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The steps of the race, one after the other: the id is on the list, the reader finds no entry for it, the other
    /// node writes the entry and adds the id again, and only then the reader removes what it had not found.
    /// </summary>
    [Fact]
    public async Task ReadOwner_EntryWrittenBetweenTheLookAndTheRemoval_KeepsThePipelineOnTheList()
    {
        var (starting, _) = await NodeAsync();
        var server = await SharedServers.Server;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Address);
        var keys = new KeyNames(Prefix);
        var looks = 0;
        var intercepted = InterceptedConnection.Over(connection, async (method, key) =>
        {
            if (method != nameof(IDatabase.HashGetAsync) || key != keys.Entry("p")) return;
            if (Interlocked.Increment(ref looks) == 1)
                await starting.Backplane.StartAsync(new PipelineStart("p", Owner), "t", Ct);
        });
        await using var reading = new RedisNode(
            redis =>
            {
                redis.ConnectionFactory = (_, _) => Task.FromResult(intercepted);
                redis.KeyPrefix = Prefix;
            },
            Options);
        await reading.AttachAsync(new RecordingReceiver()).WaitAsync(Limit, Ct);
        await connection.GetDatabase().SetAddAsync(keys.Owner(Owner), "p"); // the first step of a start

        var read = await reading.Backplane.ReadOwnerAsync(Owner, Ct).AsTask().WaitAsync(Limit, Ct);

        Assert.Equal(2, looks); // one that found nothing, and one after the removal
        Assert.Equal(["p"], read);
        Assert.Equal(["p"], await starting.Backplane.ReadOwnerAsync(Owner, Ct));
    }
}
