using System.Collections.Immutable;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>What a producer may give as attributes and as a result.</summary>
public sealed class AttributeRulesTests
{
    [Theory]
    [InlineData("https://example.org/reports/7")]
    [InlineData("/reports/7?page=1#top")]
    [InlineData("reports/%E6%96%87")]
    [InlineData("s3://bucket/key")]
    public void Uri_ThatIsAnAddress_IsTaken(string uri) => AttributeRules.Check(new PipelineResult(uri));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript:alert(1)")]
    [InlineData("vbscript:x")]
    [InlineData("data:text/html,x")]
    public void Uri_ThatIsNone_OrWouldBeRun_IsRefused(string uri) =>
        Assert.Throws<ArgumentException>(() => AttributeRules.Check(new PipelineResult(uri)));

    [Fact]
    public void Result_AtItsBounds_IsTakenAndAboveThemRefused()
    {
        AttributeRules.Check(new PipelineResult("/" + new string('a', 2047), new string('长', 2048)));
        Assert.Throws<ArgumentException>(() => AttributeRules.Check(new PipelineResult(new string('a', 2049))));
        Assert.Throws<ArgumentException>(() => AttributeRules.Check(new PipelineResult(null, new string('a', 2049))));
        Assert.Throws<ArgumentException>(() =>
            AttributeRules.Check(new PipelineResult { Attributes = Many(17) }));
    }

    [Fact]
    public void Attributes_NameOfAFieldOrNone_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Given("status", "1"));
        Assert.Throws<ArgumentException>(() => Given("result", null));
        Assert.Throws<ArgumentException>(() => Given("", "1"));
        Assert.Throws<ArgumentException>(() => Given("x", new string('a', 4096)));
        Assert.Throws<ArgumentException>(() => Given(new string('a', 4097), null));
        Assert.Equal("1", Given("x", "1")["x"]);
    }

    private static ImmutableSortedDictionary<string, string?> Given(string name, string? value) =>
        AttributeRules.Checked(new Dictionary<string, string?> { [name] = value });

    private static ImmutableSortedDictionary<string, string> Many(int count) =>
        Enumerable.Range(0, count).ToImmutableSortedDictionary(i => $"a{i}", _ => "1");
}
