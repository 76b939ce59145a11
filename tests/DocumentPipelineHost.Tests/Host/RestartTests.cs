using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Host;

public sealed class RestartTests
{
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    [InlineData(Rows.Shared)]
    public async Task Restart_AfterTheEnd_StillHasTheDocumentAndItsPipeline(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        string document, pipeline, before;
        await using (var host = await place.StartAsync())
        {
            using var client = host.As("user-1");
            var upload = await client.UploadAsync(
                Texts.English, "kept.md", ("create_index", "true"), ("generate_summary", "true"));
            before = (string)(await client.EndAsync(upload))["status"]!;
            (document, pipeline) = (
                (string)upload["document_id"]!, (string)upload["processing_pipeline"]!["pipeline_id"]!);
        }

        await using (var host = await place.StartAsync())
        {
            using var client = host.As("user-1");
            var state = await client.GetAsync($"/api/v2/documents/{document}/pipeline/{pipeline}/progress");
            var search = await client.GetAsync("/api/v2/search?q=gantry");

            Assert.Equal(("completed", "completed"), (before, (string?)state["status"]));
            Assert.True((int)search["total"]! > 0);
        }
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    [InlineData(Rows.Shared)]
    public async Task Restart_InOrderWithWorkUnderWay_TheNextHostEndsIt(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, TestContext.Current.CancellationToken);
        string document, pipeline;
        await using (var host = await place.StartAsync())
        {
            using var client = host.As("user-1");
            var upload = await client.UploadAsync(
                pdf, "stopped.pdf", ("create_index", "true"), ("generate_summary", "true"));
            (document, pipeline) = (
                (string)upload["document_id"]!, (string)upload["processing_pipeline"]!["pipeline_id"]!);
        }

        await using (var host = await place.StartAsync())
        {
            using var client = host.As("user-1");
            Assert.Equal("completed", (string?)(await client.EndAsync(document, pipeline))["status"]);
        }
    }
}
