using System.Collections.Immutable;

namespace Dpa.Realtime.Client.Tests.Merging;

/// <summary>Results and questions are equal where what is in them is, lists and dictionaries included.</summary>
public sealed class ModelEqualityTests
{
    [Fact]
    public void Results_ReadTwice_AreEqualUntilOneThingDiffers()
    {
        Assert.Equal(Result(), Result());
        Assert.Equal(Result().GetHashCode(), Result().GetHashCode());
        Assert.NotEqual(Result(), Result() with { Uri = "/other" });
        Assert.NotEqual(Result(), Result() with { Text = "other" });
        Assert.NotEqual(Result(), Result() with { Attributes = Attributes("pages", "129") });
        Assert.NotEqual(Result(), Result() with { Attributes = Attributes("Pages", "128") });
        Assert.NotEqual(Result(), Result() with { Attributes = Result().Attributes.Add("more", "1") });
    }

    [Fact]
    public void Questions_ReadTwice_AreEqualUntilOneThingDiffers()
    {
        Assert.Equal(Question(), Question());
        Assert.Equal(Question().GetHashCode(), Question().GetHashCode());
        Assert.NotEqual(Question(), Question() with { Id = "other" });
        Assert.NotEqual(Question(), Question() with { Text = "other" });
        Assert.NotEqual(Question(), Question() with { Choices = ["no", "yes"] });
        Assert.NotEqual(Question(), Question() with { Choices = default });
        Assert.NotEqual(Question(), Question() with { Stage = "a" });
        Assert.NotEqual(Question(), Question() with { Schema = "{}" });
        Assert.NotEqual(Question(), Question() with { ExpiresAt = DateTimeOffset.UnixEpoch });
    }

    private static PipelineResult Result() =>
        new() { Uri = "/r/7", Text = "128 pages", Attributes = Attributes("pages", "128") };

    private static PipelineQuestion Question() => new("q", "?") { Choices = ["yes", "no"] };

    private static ImmutableSortedDictionary<string, string> Attributes(string name, string value) =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(name, value);
}
