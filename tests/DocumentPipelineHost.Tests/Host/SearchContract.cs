namespace DocumentPipelineHost.Tests.Host;

public abstract class SearchContract(SharedHost host)
{
    [Theory]
    [InlineData("gantry cranes", "cranes.md")]
    [InlineData("检索", "起重机.md")]
    [InlineData("起重机", "起重机.md")]
    [InlineData("春", "起重机.md")]
    public async Task Search_PhraseOfADocument_FindsItWithTheHitMarked(string query, string filename)
    {
        using var client = await WithBothAsync();

        var answer = await client.GetAsync($"/api/v2/search?q={Uri.EscapeDataString(query)}");

        Assert.True((int)answer["total"]! > 0);
        var hit = answer["hits"]!.AsArray().First()!;
        Assert.Equal(filename, (string?)hit["filename"]);
        Assert.Equal(1, (int)hit["page"]!);
        Assert.Contains(hit["snippet"]!.AsArray(), part => (bool)part!["hit"]!);
    }

    [Fact]
    public async Task Search_OfAnotherUser_FindsNothing()
    {
        using var client = await WithBothAsync();
        using var stranger = host.Host.As("stranger");

        Assert.Equal(0, (int)(await stranger.GetAsync("/api/v2/search?q=cranes"))["total"]!);
    }

    [Theory]
    [InlineData("%22%20OR%20*")]
    [InlineData("NEAR(")]
    [InlineData("---")]
    public async Task Search_QueryThatIsSyntaxElsewhere_AnswersWithoutAnError(string query)
    {
        using var client = host.Host.As("stranger");

        Assert.Equal(0, (int)(await client.GetAsync($"/api/v2/search?q={query}"))["total"]!);
    }

    [Fact]
    public async Task Search_WithoutAQuery_IsRefused()
    {
        using var client = host.Host.As("stranger");

        Assert.Equal((400, "invalid_parameter"), await client.ProblemAsync("/api/v2/search"));
    }

    private async Task<HostClient> WithBothAsync()
    {
        var client = host.Host.As($"searcher-{Guid.NewGuid():N}");
        var english = await client.UploadAsync(Texts.English, "cranes.md", ("create_index", "true"));
        var chinese = await client.UploadAsync(Texts.Chinese, "起重机.md", ("create_index", "true"));
        await client.EndAsync(english);
        await client.EndAsync(chinese);
        return client;
    }
}
