using System.Collections.Immutable;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>Results and questions are equal where what is in them is, lists and dictionaries included.</summary>
public sealed class ModelEqualityTests
{
    public static TheoryData<PipelineResult> OtherResults => new()
    {
        Result() with { Uri = "/other" },
        Result() with { Text = "other" },
        Result() with { Attributes = Attributes(("pages", "129")) },
        Result() with { Attributes = Attributes(("Pages", "128")) },
        Result() with { Attributes = Attributes(("pages", "128"), ("more", "1")) },
        Result() with { Attributes = Attributes(("Pages", "128")).WithComparers(StringComparer.OrdinalIgnoreCase) },
        Result() with { Attributes = null! },
    };

    public static TheoryData<PipelineQuestion> OtherQuestions => new()
    {
        new PipelineQuestion("q", "other") { Choices = ["yes", "no"] },
        new PipelineQuestion("other", "?") { Choices = ["yes", "no"] },
        Question() with { Choices = ["no", "yes"] },
        Question() with { Choices = ["yes"] },
        Question() with { Choices = null! },
        Question() with { Schema = "{}" },
        Question() with { Stage = "a" },
        Question() with { AskedBy = "t" },
        Question() with { ExpiresAt = DateTimeOffset.UnixEpoch },
    };

    [Fact]
    public void Results_MadeTwice_AreEqual()
    {
        Assert.Equal(Result(), Result());
        Assert.Equal(Result().GetHashCode(), Result().GetHashCode());
        Assert.Equal(
            Result(),
            Result() with { Attributes = Result().Attributes.WithComparers(StringComparer.OrdinalIgnoreCase) });
    }

    [Theory]
    [MemberData(nameof(OtherResults), DisableDiscoveryEnumeration = true)]
    public void Results_ThatDifferInOneThing_AreNotEqual(PipelineResult other)
    {
        Assert.NotEqual(Result(), other);
        Assert.NotEqual(other, Result());
    }

    [Fact]
    public void Questions_MadeTwice_AreEqual()
    {
        Assert.Equal(Question(), Question());
        Assert.Equal(Question().GetHashCode(), Question().GetHashCode());
    }

    [Theory]
    [MemberData(nameof(OtherQuestions), DisableDiscoveryEnumeration = true)]
    public void Questions_ThatDifferInOneThing_AreNotEqual(PipelineQuestion other)
    {
        Assert.NotEqual(Question(), other);
        Assert.NotEqual(other, Question());
    }

    private static PipelineResult Result() => new("/r/7", "128 pages") { Attributes = Attributes(("pages", "128")) };

    private static PipelineQuestion Question() => new("q", "?") { Choices = new List<string> { "yes", "no" } };

    private static ImmutableSortedDictionary<string, string> Attributes(params (string Name, string Value)[] all) =>
        all.ToImmutableSortedDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal);
}
