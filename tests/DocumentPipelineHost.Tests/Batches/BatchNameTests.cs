using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>A batch's name is shown to people: nothing in it turns the reading direction or is no character.</summary>
public sealed class BatchNameTests
{
    [Theory]
    [InlineData("a\u202Eb", 400)]
    [InlineData("\u2066a\u2069", 400)]
    [InlineData("a\u200Fb", 400)]
    [InlineData("a\u0007b", 400)]
    [InlineData("Häfen \u6E2F\u53E3 \u05E9\u05DC\u05D5\u05DD", 202)]
    public async Task Create_Name_IsTakenOrRefused(string name, int expected)
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder);
        using var client = host.As("user-1");

        var (status, answer) = await client.CreateBatchAsync(BatchClient.Files(1), ("name", name));

        Assert.Equal(expected, status);
        if (expected == 202)
            Assert.Equal(name, (string?)answer["name"]);
        else
            Assert.Equal("invalid_parameter", (string?)answer["code"]);
    }
}
