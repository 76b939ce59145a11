using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>The slots of a run's stages.</summary>
public sealed class StageSlotsTests
{
    private readonly PipelineState _state = new()
    {
        Id = "p", Owner = "u", Position = new PipelinePosition("e", 1),
        Stages = [new StageState { Id = "a", StageId = "p:a", Name = "A" }],
    };

    [Fact]
    public void Follow_StagesThatTheBackplaneRefused_AreDropped()
    {
        var slots = new StageSlots();
        var known = slots.Of_NeedsLock("a", _state);
        known.Open(0, 0);
        for (var i = 0; i < 1000; i++) slots.Of_NeedsLock($"refused-{i}", _state).Open(0, 0);

        slots.Follow_NeedsLock(_state);

        Assert.Same(known, slots.Of_NeedsLock("a", _state));
        Assert.Equal([known], slots.Own_NeedsLock);
    }

    [Fact]
    public void Follow_StageThatTheApplicationHas_KeepsItsSlot()
    {
        var slots = new StageSlots();
        var given = slots.Of_NeedsLock("lost", _state); // a restored copy lacks it
        given.IsGiven = true;

        slots.Follow_NeedsLock(_state);

        Assert.Same(given, slots.Of_NeedsLock("lost", _state));
    }
}
