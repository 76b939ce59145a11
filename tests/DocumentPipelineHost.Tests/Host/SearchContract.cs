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

    [Fact]
    public async Task Search_QueryBeyondTheLimit_IsRefusedAndTheLimitNamed()
    {
        using var client = await WithBothAsync();
        var document = (string)(await client.GetAsync("/api/v2/documents"))["items"]![0]!["document_id"]!;
        string[] paths = ["/api/v2/search", $"/api/v2/documents/{document}/pages/1"];

        foreach (var path in paths)
        {
            using var answer = await client.Http.GetAsync(
                $"{path}?q={new string('a', 257)}", TestContext.Current.CancellationToken);
            Assert.Equal((400, "invalid_parameter"), await HostClient.ProblemAsync(answer));
            Assert.Contains(
                "more than 256", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }
    }

    /// <summary>All characters that are taken are read: the last word too.</summary>
    [Fact]
    public async Task Search_QueryAtTheLimit_IsReadToItsEnd()
    {
        using var client = await WithBothAsync();
        var query = "cranes " + new string(' ', 256 - 7 - 14) + "neverwritten01";
        Assert.Equal(256, query.Length);

        var answer = await client.GetAsync($"/api/v2/search?q={Uri.EscapeDataString(query)}");

        Assert.True((bool)answer["any_word"]!); // not all of its words are met
        Assert.Null(answer["ignored_words"]);
    }

    [Fact]
    public async Task Search_MoreWordsThanAreSearchedFor_NamesTheOthers()
    {
        using var client = await WithBothAsync();
        var words = string.Join(' ', Enumerable.Range(10, 18).Select(static i => $"word{i}"));

        var answer = await client.GetAsync($"/api/v2/search?q={Uri.EscapeDataString(words)}");

        Assert.Equal(["word26", "word27"], answer["ignored_words"]!.AsArray().Select(static word => (string?)word));
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
