using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tus;
using DocumentPipelineHost.Uploads;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>Uploads under way that an earlier version created, with metadata that this one would refuse.</summary>
public sealed class StoredMetadataTests
{
    /// <summary>Of a time and an address.</summary>
    private const string OldPipeline = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Finish_WithAPipelineIdThatIsRefusedNow_StoresTheDocument(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var url = await AddAsync(
            work, OldPipeline,
            TusRequest.Metadata(("filename", "old.md"), ("pipeline_id", OldPipeline), ("create_index", "true")));

        using var last = await work.Client.PatchAsync(url, 0, Texts.English);
        using var head = await work.Client.SendAsync(TusRequest.Head(url));

        Assert.Equal(200, (int)head.StatusCode);
        Assert.NotNull(TusClient.Header(last, "Dpa-Document-Id"));
        Assert.Equal("completed", (string?)(await work.Client.UntilEndAsync(OldPipeline))["status"]);
        Assert.Equal((1, 1), (work.Place.Count("documents WHERE filename = 'old.md'"), work.Place.Count("pipelines")));
    }

    [Fact]
    public async Task Finish_WithMetadataThatCannotBeRead_FailsTheUpload()
    {
        var pipeline = Guid.NewGuid().ToString();
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var url = await AddAsync(work, pipeline, "filename ***");

        using var last = await work.Client.SendAsync(TusRequest.Patch(url, 0, Texts.English));
        var shown = await work.Client.GetAsync(url);

        Assert.Equal((400, "invalid_header"), await HostClient.ProblemAsync(last));
        Assert.Equal(("failed", "invalid_header"), ((string?)shown["status"], (string?)shown["error"]));
        Assert.Equal("failed", (string?)(await work.Client.UntilEndAsync(pipeline))["status"]);
        Assert.Empty(work.Place.Folder.Files("uploads"));
    }

    /// <summary>As an earlier version would have created it; its address.</summary>
    private static async Task<string> AddAsync(HostAtWork work, string pipeline, string metadata)
    {
        var services = work.Host.Services;
        var added = await services.GetRequiredService<TusStore>().AddAsync(
            new TusUpload
            {
                Id = Guid.NewGuid().ToString("N"),
                Owner = HostAtWork.User,
                DocumentId = Guid.CreateVersion7().ToString("D"),
                Length = Texts.English.Length,
                Metadata = metadata,
                Language = "en",
                PipelineId = pipeline,
            },
            Cancellation);
        await services.GetRequiredService<TusWatches>().BeginAsync(added, new UploadForm(), "old.md");
        return $"{TusRequest.Path}/{added.Id}";
    }
}
