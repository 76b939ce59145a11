using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>What a user may store, asked for by many requests at the same time.</summary>
public sealed class QuotaTests
{
    private const int AtOnce = 12;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Create_ManyAtTheSameTime_NeverTakeMoreThanTheQuota(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync("--Upload:QuotaBytes", "1000");
        for (var user = 0; user < 5; user++)
        {
            using var client = host.As($"user-{user}");

            var answers = await Task.WhenAll(
                Enumerable.Range(0, AtOnce).Select(_ => client.SendAsync(TusRequest.Create(600))));

            Assert.Single(answers, static answer => (int)answer.StatusCode == 201);
            Assert.Equal(AtOnce - 1, answers.Count(static answer => (int)answer.StatusCode == 413));
        }

        Assert.Equal(
            600, place.Scalar("SELECT MAX(taken) FROM (SELECT SUM(length) AS taken FROM uploads GROUP BY owner) each"));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Upload_ManyDocumentsAtTheSameTime_NeverTakeMoreThanTheQuota(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync("--Upload:QuotaDocuments", "2");
        for (var user = 0; user < 5; user++)
        {
            using var client = host.As($"user-{user}");

            var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(
                each => client.PostAsync(Texts.Unique("A text that may be one too many."), $"{each}.md")));

            Assert.Equal(2, answers.Count(static answer => (int)answer.StatusCode == 200));
            Assert.Equal(AtOnce - 2, answers.Count(static answer => (int)answer.StatusCode == 413));
        }

        Assert.Equal(10, place.Count("documents"));
        Assert.Equal(10, place.Folder.Files("originals").Count);
    }
}
