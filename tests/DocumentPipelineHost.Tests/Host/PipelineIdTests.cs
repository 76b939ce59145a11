using DocumentPipelineHost.Uploads;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>Which ids a caller may choose for a pipeline.</summary>
public sealed class PipelineIdTests(EmbeddedHost host) : IClassFixture<EmbeddedHost>
{
    [Theory]
    [InlineData("6ba7b810-9dad-11d1-80b4-00c04fd430c8")] // of a time and an address
    [InlineData("6ba7b8109dad11d180b400c04fd430c8")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("5df41881-3aed-3515-88a7-2f4a814cf09e")] // of a name
    [InlineData("6ba7b810-9dad-41d1-40b4-00c04fd430c8")] // of another family
    [InlineData("guess")]
    public async Task Upload_UnderAnIdThatCanBeGuessed_IsRefused(string id)
    {
        using var client = host.Host.As("guesser");

        using var answer = await client.PostAsync(Texts.English, "guessed.md", ("pipeline_id", id));

        Assert.Equal((400, "invalid_pipeline_id"), await HostClient.ProblemAsync(answer));
    }

    [Fact]
    public void IsValid_OfRandomBits_WithHyphensOrWithout()
    {
        Assert.All(
            (string[])[Guid.NewGuid().ToString(), Guid.NewGuid().ToString("N"), Guid.CreateVersion7().ToString()],
            static id => Assert.True(PipelineIds.IsValid(id), id));
    }
}
