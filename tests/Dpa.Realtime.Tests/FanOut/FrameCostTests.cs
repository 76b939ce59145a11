using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>
/// What a delivery costs: bytes of its frame, and bytes allocated for it. Measured figures with room for a tenth.
/// Whoever lowers one lowers it here, too.
/// </summary>
public sealed class FrameCostTests
{
    private const double Room = 1.1;
    private const int Readers = 200;

    private readonly LogFixture _fixture = new();

    [Theory]
    [InlineData(false, 162)]
    [InlineData(true, 417)]
    public void Frame_OfProgress_Takes(bool isV2, int bytes)
    {
        _fixture.Progress("s0", 50);

        AssertTakes(bytes, Read(isV2));
    }

    [Theory]
    [InlineData(false, 467)]
    [InlineData(true, 467)]
    public void Frame_OfAStageThatEnds_Takes(bool isV2, int bytes)
    {
        _fixture.Stage("s0", PipelineStatus.Completed);

        AssertTakes(bytes, Read(isV2));
    }

    /// <summary>Three stages that have begun, with a transition each and that of the pipeline.</summary>
    [Fact]
    public void Frame_OfAFullState_Takes() =>
        AssertTakes(1542, _fixture.Log.ReadHead()!.Value.Frame.Length);

    /// <summary>Outboxes that stand at the same place share what is made for the first.</summary>
    [Fact]
    public void Drain_ByManyOutboxes_AllocatesNothingBeyondTheFirst()
    {
        OutboxFixture[] worlds =
        [
            .. Enumerable.Range(0, Readers).Select(_ => new OutboxFixture(OutboxRules.V1, log: _fixture)),
        ];
        foreach (var world in worlds) world.Subscribe();
        var frames = new List<TextFrames>(16);
        long allocated = 0;
        for (var turn = 1; turn <= 20; turn++)
        {
            _fixture.Progress("s0", turn);
            foreach (var world in worlds) world.Outbox.MarkDirty(world.Subscription);
            Drain(worlds[0], frames);
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var world in worlds.AsSpan(1)) Drain(world, frames);
            if (turn > 1) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        foreach (var world in worlds) world.Dispose();

        Assert.InRange(allocated / 19.0 / (Readers - 1), 0, 40);
    }

    private static void Drain(OutboxFixture world, List<TextFrames> frames)
    {
        frames.Clear();
        world.Outbox.Drain(frames, int.MaxValue, static () => []);
        if (frames.Count != 1) throw new InvalidOperationException("It was not handed one frame.");
    }

    private static void AssertTakes(int bytes, int actual)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"{actual} bytes");
        Assert.InRange(actual, bytes / Room, Room * bytes);
    }

    private int Read(bool isV2)
    {
        var frames = new List<TextFrames>();
        _fixture.Log.Read(
            ref _fixture.Cursor, _fixture.State.Position.Epoch, SubscriptionDetail.Stages, frames, isV2: isV2);
        return frames.Sum(f => f.Length);
    }
}
