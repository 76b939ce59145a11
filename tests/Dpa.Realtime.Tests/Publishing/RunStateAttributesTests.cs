using System.Collections.Immutable;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>Attributes whose names are ever new, and a restored copy that still has one that was removed.</summary>
public sealed class RunStateAttributesTests : PublishingTest
{
    private const int Kept = 256;
    private const int Names = 5 * Kept;

    [Theory]
    [InlineData(Names - 2, true)] // the newest of those that were removed
    [InlineData(Names - 1 - Kept, true)] // the oldest that is remembered
    [InlineData(Names - 2 - Kept, false)]
    [InlineData(0, false)]
    public void Compare_WithACopyThatHasARemovedName_RemovesItAgainWhereItIsAmongTheNewest(int name, bool isRemoved)
    {
        var state = new PipelineState { Id = "p", Owner = Owner, Position = new PipelinePosition("1", 1) };
        var run = new RunState(Context, state, "t", isJoined: false);
        for (var i = 0; i < Names; i++)
        {
            state = state with { Position = new PipelinePosition("1", i + 2), Attributes = Attributes(i) };
            var change = run.NewChange() with { Attributes = Change(i) };
            lock (run.Lock) run.Answered_NeedsLock(change, isRefused: false, state);
        }

        var restored = state with
        {
            Position = new PipelinePosition("2", 1), Continues = "1",
            Attributes = Attributes(Names - 1).Add($"page-{name}", "1"),
        };

        Assert.Equal(isRemoved, run.Compare(restored));
        if (isRemoved) Assert.Equal([$"page-{name}"], run.Next()!.Value.Change.Attributes!.Keys);
    }

    private static ImmutableSortedDictionary<string, string> Attributes(int page) =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add($"page-{page}", "1");

    private static ImmutableSortedDictionary<string, string?> Change(int page)
    {
        var change = ImmutableSortedDictionary.Create<string, string?>(StringComparer.Ordinal).Add($"page-{page}", "1");
        return page == 0 ? change : change.Add($"page-{page - 1}", null);
    }
}
