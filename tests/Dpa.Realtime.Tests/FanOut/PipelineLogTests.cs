using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.Tests.WebSockets;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.FanOut;

public sealed class PipelineLogTests
{
    [Fact]
    public void Read_SeveralReportsOfOneStage_TheNewestAlone()
    {
        var fixture = new LogFixture();
        for (var i = 1; i <= 5; i++) fixture.Progress("s0", i);
        fixture.Progress("s1", 50);

        Assert.Equal(["s0 5", "s1 50"], LogFixture.Describe(fixture.Read()));
        Assert.Empty(fixture.Read());
    }

    [Fact]
    public void Read_TransitionsBetweenReports_EveryTransitionInOrder()
    {
        var fixture = new LogFixture();
        fixture.Progress("s0", 10);
        fixture.Stage("s0", PipelineStatus.Failed);
        fixture.Progress("s1", 20);
        fixture.Stage("s0", PipelineStatus.Processing);
        fixture.Progress("s0", 5);

        Assert.Equal(["s0 failed", "s1 20", "s0 0", "s0 5"], LogFixture.Describe(fixture.Read()));
    }

    [Fact]
    public void Read_AfterAChangeOfThePipeline_EarlierProgressIsLeftOut()
    {
        var fixture = new LogFixture();
        fixture.Progress("s0", 10);
        fixture.Warn("look");
        fixture.Progress("s1", 20);

        Assert.Equal(["whole", "s1 20"], LogFixture.Describe(fixture.Read()));
    }

    /// <summary>
    /// Cut after the transition, a client asks for what changed since it: a progress before it, left out for the full
    /// state after it, would never come.
    /// </summary>
    [Fact]
    public void Read_ATransitionBeforeAFullState_ProgressBeforeTheTransitionIsSaid()
    {
        var fixture = new LogFixture();
        fixture.Progress("s0", 10);
        fixture.Stage("s1", PipelineStatus.Failed);
        fixture.Progress("s2", 30);
        fixture.Warn("look");

        Assert.Equal(["s0 10", "s1 failed", "whole"], LogFixture.Describe(fixture.Read()));
    }

    /// <summary>Counted on from the reader's own number, the frame would show a gap that is none.</summary>
    [Fact]
    public void Read_WithoutStagesAfterARestoreFromAnOlderCopy_CountsOnFromThatCopy()
    {
        var fixture = new LogFixture();
        var older = fixture.State;
        fixture.Stage("s0", PipelineStatus.Completed);
        fixture.Read(SubscriptionDetail.Pipeline);
        fixture.Restore(older);

        var frame = Assert.Single(fixture.Read(SubscriptionDetail.Pipeline));
        Assert.Equal(
            ((long)frame["transition"]! + 1, 0),
            ((long)frame["transitions_from"]!, frame["transitions"]!.AsArray().Count));
    }

    [Fact]
    public void Read_BehindTheTail_TheFullStateAlone()
    {
        var fixture = new LogFixture();
        for (var i = 1; i <= PipelineLog.Length + 1; i++) fixture.Warn("s0", "look");

        var frames = fixture.Read();

        Assert.Equal(["whole"], LogFixture.Describe(frames));
        Assert.Equal(fixture.State.Position.Version, (long)frames[0]["version"]!);
    }

    [Fact]
    public void Read_ExactlyAtTheTail_StillTheChanges()
    {
        var fixture = new LogFixture();
        for (var i = 1; i <= PipelineLog.Length; i++) fixture.Warn("s0", "look");

        Assert.Equal(PipelineLog.Length, fixture.Read().Count);
    }

    [Fact]
    public void Read_DetailPipeline_OneSmallFrameWithTheTransitionsSince()
    {
        var fixture = new LogFixture();
        fixture.Stage("s0", PipelineStatus.Completed);
        fixture.Progress("s1", 30);

        var frame = Assert.Single(fixture.Read(SubscriptionDetail.Pipeline));

        Assert.False(frame.ContainsKey("stages"));
        Assert.Equal(fixture.State.OverallProgress, (double)frame["overall"]!);
        Assert.Equal("completed", (string)Assert.Single(frame["transitions"]!.AsArray())!["to"]!);
    }

    [Fact]
    public void Read_ForAnotherEpochThanAuthorised_Nothing()
    {
        var fixture = new LogFixture();
        fixture.Progress("s0", 10);
        var frames = new List<TextFrames>();

        fixture.Log.Read(ref fixture.Cursor, "another", SubscriptionDetail.Stages, frames);

        Assert.Empty(frames);
    }

    [Fact]
    public void Read_ByReadersAtTheSamePlace_HandsOverTheSameBytes()
    {
        var fixture = new LogFixture();
        Cursor[] cursors = [fixture.Cursor, default, fixture.Cursor];
        fixture.Warn("a");
        cursors[1] = new Cursor(fixture.State.Position, fixture.State.Transition, fixture.State.OverallProgress);
        fixture.Warn("b");

        var frames = new List<TextFrames>();
        for (var i = 0; i < cursors.Length; i++)
            fixture.Log.Read(ref cursors[i], fixture.State.Position.Epoch, SubscriptionDetail.Stages, frames);

        Assert.Equal([2, 1, 2], frames.Select(f => new[] { f }.Payloads().Count));
        Assert.Same(frames[0].Bytes, frames[2].Bytes);
        fixture.Warn("c");
        Assert.Equal(3, fixture.Read().Count);
    }

    [Fact]
    public void Append_WhatIsHeldAlready_IsIgnored()
    {
        var fixture = new LogFixture();
        var old = fixture.State;
        fixture.Progress("s0", 10);

        fixture.Log.Append(new AcceptedChange { State = old, Stage = "s0" });
        fixture.Log.Seed(old);

        Assert.Equal(fixture.State.Position, fixture.Log.Head!.Position);
    }

    [Fact]
    public void Append_WithAGap_ReadersGetTheFullState()
    {
        var fixture = new LogFixture();
        var later = fixture.State with
        {
            Position = fixture.State.Position with { Version = fixture.State.Position.Version + 2 },
        };

        fixture.Log.Append(new AcceptedChange { State = later, Stage = "s0" });

        Assert.Equal(["whole"], LogFixture.Describe(fixture.Read()));
    }

    [Fact]
    public void Show_Provisional_OnceToEachReaderAndGoneWithTheNextChange()
    {
        var fixture = new LogFixture();
        var shown = fixture.State with
        {
            Stages = fixture.State.Stages.SetItem(0, fixture.State.Stages[0] with { Progress = 42 }),
        };
        var seen = 0L;
        var frames = new List<TextFrames>();

        fixture.Log.Show(shown, "s0");
        fixture.Log.ReadProvisional(ref seen, fixture.State.Position.Epoch!, frames);
        fixture.Log.ReadProvisional(ref seen, fixture.State.Position.Epoch!, frames);
        fixture.Progress("s0", 43);
        var late = 0L;
        fixture.Log.ReadProvisional(ref late, fixture.State.Position.Epoch!, frames);

        var frame = Assert.Single(frames.Parse());
        Assert.True((bool)frame["provisional"]!);
        Assert.Equal(42, (double)frame["progress"]!);
        Assert.Equal(shown.Position.Version, (long)frame["version"]!);
    }

    /// <summary>Another run, perhaps another owner's, may begin after a reader's access was looked at.</summary>
    [Fact]
    public void Show_ToAReaderOfAnotherEpoch_Nothing()
    {
        var fixture = new LogFixture();
        var before = fixture.State.Position.Epoch!;
        fixture.Restore(fixture.State);
        var seen = 0L;
        var frames = new List<TextFrames>();

        fixture.Log.Show(
            fixture.State with
            {
                Stages = fixture.State.Stages.SetItem(0, fixture.State.Stages[0] with { Progress = 42 }),
            },
            "s0");
        fixture.Log.ReadProvisional(ref seen, before, frames);
        Assert.Empty(frames);
        fixture.Log.ReadProvisional(ref seen, fixture.State.Position.Epoch!, frames);

        Assert.Equal(42, (double)Assert.Single(frames.Parse())["progress"]!);
    }

    [Fact]
    public void Remove_TheLastReader_ClosesTheLogForOthers()
    {
        var log = new PipelineLog("p");
        var reader = new WakingReader();

        Assert.True(log.Add(reader));
        Assert.True(log.Remove(reader));
        Assert.False(log.Add(new WakingReader()));
    }
}
