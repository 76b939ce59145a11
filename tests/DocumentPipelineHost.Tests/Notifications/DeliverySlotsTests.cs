using DocumentPipelineHost.Notifications;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>Slow users do not take every place.</summary>
public sealed class DeliverySlotsTests
{
    [Fact]
    public void Choose_OneUserAlone_HasFourAtATime()
    {
        var slots = new DeliverySlots();

        Take(slots, Due(("slow", 12)));

        Assert.Equal("slow", Assert.Single(slots.FullOwners()));
        Assert.Empty(slots.Choose(Due(("slow", 8))));
        Assert.Single(slots.Choose(Due(("slow", 8), ("other", 1))));
    }

    /// <summary>The earliest are all of those who have the most.</summary>
    [Fact]
    public void Choose_ManySlowUsersBeforeAnother_StartsWithTheOther()
    {
        var slots = new DeliverySlots();
        Take(slots, Due([.. Enumerable.Range(0, 9).Select(static i => ($"slow-{i}", 4))]));

        var chosen = slots.Choose(Due([.. Enumerable.Range(0, 9).Select(static i => ($"slow-{i}", 9)), ("other", 1)]));

        Assert.Equal("other-0", Assert.Single(chosen));
    }

    [Fact]
    public void Choose_TheLastHalfOfTheSlots_IsForUsersWhoHaveNone()
    {
        var slots = new DeliverySlots();
        for (var round = 0; round < 4; round++)
            Take(slots, Due([.. Enumerable.Range(0, 40).Select(static i => ($"slow-{i}", 4))]));

        Assert.False(slots.IsFull);
        Assert.Equal(40, slots.FullOwners().Length);
        Assert.Equal(24, slots.Choose(Due([.. Enumerable.Range(0, 40).Select(static i => ($"other-{i}", 1))])).Count);
    }

    [Fact]
    public void Release_OfASlot_GivesItToTheEarliest()
    {
        var slots = new DeliverySlots();
        Take(slots, Due([.. Enumerable.Range(0, DeliverySlots.Most).Select(static i => ($"user-{i}", 1))]));
        Assert.True(slots.IsFull);

        slots.Release("user-7");

        Assert.Equal("late-0", Assert.Single(slots.Choose(Due(("user-1", 1), ("late", 1), ("later", 1)))));
    }

    private static void Take(DeliverySlots slots, List<(string Id, string Owner)> due)
    {
        foreach (var id in slots.Choose(due))
            slots.Take(due.Single(each => each.Id == id).Owner);
    }

    /// <summary>So many of each, in the order of their owners.</summary>
    private static List<(string Id, string Owner)> Due(params (string Owner, int Count)[] owners) =>
    [
        .. owners.SelectMany(static each =>
            Enumerable.Range(0, each.Count).Select(i => ($"{each.Owner}-{i}", each.Owner))),
    ];
}
