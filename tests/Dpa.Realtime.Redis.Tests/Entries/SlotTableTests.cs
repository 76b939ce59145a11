using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Tests.Worlds;
using Dpa.Realtime.Specification;

namespace Dpa.Realtime.Redis.Tests.Entries;

public sealed class SlotTableTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly ShiftedTimeProvider _time = new();

    [Fact]
    public void Sweep_BeyondTheLimit_KeepsLiveRunsAndTheNewestOfTheOthers()
    {
        var slots = new SlotTable(_time, Lease, maxIdle: 2);
        for (var i = 0; i < 5; i++)
        {
            slots.Of($"live{i}").Producers["t"] = (0, "e");
            slots.Of($"idle{i}");
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        slots.Sweep();

        Assert.All(Enumerable.Range(0, 5), i => Assert.NotNull(slots.Find($"live{i}")));
        Assert.NotNull(slots.Find("idle4"));
        Assert.InRange(slots.Count, 6, 7);
    }

    [Fact]
    public void Touch_OfALiveRun_KeepsItsSlotOverAnyNumberOfLeases()
    {
        var slots = new SlotTable(_time, Lease);
        slots.Of("p").Producers["t"] = (0, "e");
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(Lease);
            slots.Touch("p");
            slots.Sweep();
        }

        Assert.NotNull(slots.Find("p"));
    }

    [Fact]
    public void Sweep_UnusedForTwoLeases_IsForgotten()
    {
        var slots = new SlotTable(_time, Lease);
        slots.Of("p").Producers["t"] = (0, "e");
        _time.Advance((2 * Lease) + TimeSpan.FromSeconds(1));

        slots.Sweep();

        Assert.Equal(0, slots.Count);
    }
}
