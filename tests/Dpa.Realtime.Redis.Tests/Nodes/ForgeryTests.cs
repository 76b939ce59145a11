using System.Text;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Messages;
using Dpa.Realtime.Redis.Tests.Worlds;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>Somebody else who may publish on the channels.</summary>
public sealed class ForgeryTests : NodesTest
{
    private readonly List<byte[]> _recorded = [];
    private RedisServer _server = null!;
    private ConnectionMultiplexer _attacker = null!;

    public override async ValueTask InitializeAsync()
    {
        _server = await SharedServers.Server;
        _attacker = await ConnectionMultiplexer.ConnectAsync(_server.Address);
    }

    public override async ValueTask DisposeAsync()
    {
        await _attacker.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Change_ForgedInEveryWay_ChangesNothingAndIsCounted()
    {
        var ((producing, _), (watching, ear)) = (await NodeAsync(), await NodeAsync());
        await watching.Backplane.SubscribeAsync("p", Ct);
        var state = (
            await producing.Backplane.StartAsync(new PipelineStart("p", Owner) { Stages = [new("a")] }, "t", Ct)
        ).State!;
        await ear.UntilAsync(e => e.ChangesOf("p").Count == 1);
        var forged = state with
        {
            Position = state.Position with { Version = 2 }, Status = PipelineStatus.Failed, Owner = "attacker",
        };
        var next = ChangeMessageCodec.Encode(state, new AcceptedChange { State = forged }, 0);
        var channel = $"{Prefix}:{{p}}";

        foreach (
            var message in new[]
            {
                [],
                "x"u8.ToArray(), Encoding.UTF8.GetBytes("{\"type\":\"pipeline_progress\"}"), new byte[200_000],
                new byte[2_000_000], Envelope.Seal(new byte[32], channel, MessageKind.Change, "0123456789abcdef", next),
                [2, .. Envelope.Seal(new byte[32], channel, MessageKind.Change, "0123456789abcdef", next)[1..]],
            })
            await _attacker.GetSubscriber().PublishAsync(RedisChannel.Literal(channel), message);

        await Eventually.HoldsAsync(() => watching.Counts["messages.rejected"] == 7, "all are counted");
        await producing.Backplane.ApplyAsync(Change("p", "t", 1, Begin("a")), Ct);
        await ear.UntilAsync(e => e.ChangesOf("p").Count == 2);
        Assert.Equal(
            [(1L, PipelineStatus.Processing), (2L, PipelineStatus.Processing)],
            ear.ChangesOf("p").Select(c => (c.State.Position.Version, c.State.Status)));
    }

    [Fact]
    public async Task Messages_RecordedAndSentAgain_ChangeNothing()
    {
        var ((producing, first), (watching, ear)) = (await NodeAsync(), await NodeAsync());
        var subscriber = _attacker.GetSubscriber();
        await subscriber.SubscribeAsync(RedisChannel.Pattern($"*{Prefix}*"), (channel, message) =>
        {
            lock (_recorded) _recorded.Add([.. Encoding.UTF8.GetBytes(channel.ToString()), 0, .. (byte[])message!]);
        });
        await watching.Backplane.SubscribeAsync("p", Ct);
        first.Produces.Add("p");
        await producing.Backplane.StartAsync(new PipelineStart("p", Owner) { Stages = [new("a")] }, "t", Ct);
        await producing.Backplane.ApplyAsync(Change("p", "t", 1, Begin("a")), Ct);
        Assert.True(await watching.Backplane.ControlAsync("p", PipelineControls.Cancel, null, Ct));
        await ear.UntilAsync(e => e.ChangesOf("p").Count == 2);

        byte[][] again;
        lock (_recorded) again = [.. _recorded];
        foreach (var message in again)
        {
            var end = Array.IndexOf(message, (byte)0);
            await subscriber.PublishAsync(
                RedisChannel.Literal(Encoding.UTF8.GetString(message, 0, end)), message[(end + 1)..]);
        }

        await producing.Backplane.ApplyAsync(Change("p", "t", 2, At("a", 50)), Ct);
        await ear.UntilAsync(e => e.ChangesOf("p").Count >= 3);
        Assert.Equal([1L, 2, 3], ear.ChangesOf("p").Select(c => c.State.Position.Version));
        Assert.Single(first.Controls);
        Assert.True(again.Length >= 5, "start, change, news, request, answer");
    }

    [Fact]
    public async Task Entry_OfAForeignFormat_IsSaidAndNotTaken()
    {
        var (node, _) = await NodeAsync();
        await node.Backplane.StartAsync(new PipelineStart("p", Owner), "t", Ct);
        await _attacker.GetDatabase().HashSetAsync(new KeyNames(Prefix).Entry("p"), "h", new byte[] { 99, 1, 2 });

        var error = await Assert.ThrowsAsync<PipelineException>(async () => await node.Backplane.ReadAsync(["p"], Ct));
        Assert.Equal(("backplane_unavailable", true), (error.Code, error.IsRetryable));
        Assert.Contains("KeyPrefix", error.Message, StringComparison.Ordinal);
    }
}
