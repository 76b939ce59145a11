using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>Memory is the whole process's: nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(LogCostTests), DisableParallelization = true)]
public sealed class LogCostGroup;

/// <summary>What a log costs: bytes kept, bytes allocated for a delivery, encodes of a change.</summary>
[Collection(nameof(LogCostTests))]
public sealed class LogCostTests
{
    private const int Logs = 200;

    /// <summary>Full of transitions, each of which was sent: frames and the head, but no older states.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public void Log_FullOfSentTransitions_KeepsAtMost50Kilobytes(int stages)
    {
        var fixtures = new LogFixture[Logs];
        Fill(1, stages);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Logs; i++) fixtures[i] = Fill(PipelineLog.Length, stages);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Logs;
        GC.KeepAlive(fixtures);

        Assert.InRange(each, 10_000, 50 * 1024);
    }

    [Fact]
    public void Read_OfOneChangeByAThousandReaders_AllocatesForOne()
    {
        var fixture = Fill(1, 3);
        var cursors = Enumerable.Repeat(fixture.Cursor, 1000).ToArray();
        var frames = new List<TextFrames>(2000);
        Read(fixture, [cursors[0]], frames);
        fixture.Progress("s0", 50);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(fixture, cursors, frames);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 1, 2000);
        Assert.Single(frames.Skip(1).Select(f => f.Bytes).Distinct());
    }

    private static LogFixture Fill(int transitions, int stages)
    {
        var fixture = new LogFixture(stages);
        for (var i = 0; i < transitions; i++)
        {
            fixture.Warn("s0", "A page is blank.");
            fixture.Log.Read(ref fixture.Cursor, fixture.State.Position.Epoch, SubscriptionDetail.Stages, []);
        }

        return fixture;
    }

    private static void Read(LogFixture fixture, Cursor[] cursors, List<TextFrames> frames)
    {
        var epoch = fixture.State.Position.Epoch!;
        for (var i = 0; i < cursors.Length; i++)
            fixture.Log.Read(ref cursors[i], epoch, SubscriptionDetail.Stages, frames);
    }
}
