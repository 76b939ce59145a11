using System.Collections.Immutable;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>What a run remembers of the attributes that it has set and removed.</summary>
public sealed class OwnAttributesTests
{
    private static readonly ImmutableSortedDictionary<string, string> None =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private readonly OwnAttributes _own = new();

    [Fact]
    public void Add_NamesThatAreEverNew_KeepsTheNewestOnly()
    {
        for (var i = 0; i < 10_000; i++) _own.Add(Change(($"page-{i}", "1"), ($"page-{i - 1}", null)), None);

        Assert.Equal(OwnAttributes.Removed, _own.Count);
        Assert.True(_own.Contains("page-9999"));
        Assert.False(_own.Contains("page-9000"));
    }

    [Fact]
    public void Add_AfterManyOthers_KeepsWhatThePipelineHas()
    {
        var held = None.Add("engine", "one");
        _own.Add(Change(("engine", "one")), held);

        for (var i = 0; i < 1000; i++) _own.Add(Change(($"page-{i}", null)), held);

        Assert.True(_own.Contains("engine"));
        Assert.Equal(OwnAttributes.Removed + 1, _own.Count);
    }

    [Fact]
    public void Add_NameThatChangesAgain_CountsOnceAndAsTheNewest()
    {
        _own.Add(Change(("a", "1")), None);
        for (var i = 1; i < OwnAttributes.Removed; i++) _own.Add(Change(($"page-{i}", null)), None);
        _own.Add(Change(("a", null)), None);

        _own.Add(Change(("more", null)), None);

        Assert.True(_own.Contains("a"));
        Assert.False(_own.Contains("page-1"));
        Assert.Equal(OwnAttributes.Removed, _own.Count);
    }

    private static ImmutableSortedDictionary<string, string?> Change(params (string Name, string? Value)[] changes) =>
        changes.ToImmutableSortedDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal);
}
