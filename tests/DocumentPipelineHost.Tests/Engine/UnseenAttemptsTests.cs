using DocumentPipelineHost.Stages;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>
/// Hosts that end again and again while they read a document. The attempts before the last are set in its row: they
/// would take minutes.
/// </summary>
public sealed class UnseenAttemptsTests
{
    private const int Pages = 1_500;

    [Fact]
    public async Task Parse_ManyAttemptsEndedWithTheHost_GoesOn()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var (document, pipeline) = await KillAsync(place, StageAttempts.MostUnseen - 1);

        await using var host = await place.StartChildAsync();
        using var client = host.As(HostAtWork.User);

        Assert.Equal("completed", (string?)(await client.EndAsync(document, pipeline))["status"]);
        Assert.Equal(Pages, place.Count("pages"));
    }

    [Fact]
    public async Task Parse_MoreThanThat_FailsAndARetryByHandForgivesThem()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var (document, pipeline) = await KillAsync(place, StageAttempts.MostUnseen);

        await using var host = await place.StartChildAsync();
        using var client = host.As(HostAtWork.User);
        var end = await client.EndAsync(document, pipeline);
        Assert.Equal(("failed", "parser_crashed"), ((string?)end["status"], (string?)end["error_info"]!["code"]));

        Assert.Equal(200, (await client.PostAsync($"/api/v2/documents/{document}/pipeline/{pipeline}/retry")).Status);
        Assert.Equal("completed", (string?)(await client.EndAsync(document, pipeline))["status"]);
    }

    /// <summary>Ends a host while it reads a document, as so many hosts before it.</summary>
    private static async Task<(string Document, string Pipeline)> KillAsync(HostPlace place, int attempts)
    {
        await using var host = await place.StartChildAsync("--Pipeline:PagesPerCheckpoint", "1");
        using var client = host.As(HostAtWork.User);
        var upload = await client.UploadAsync(EngineProcessTests.LongPdf(Pages), "long.pdf", ("create_index", "true"));
        await Eventually.HoldsAsync(
            () => place.Count("pages") >= 5, "some pages are kept", TimeSpan.FromMinutes(2));
        await host.KillAsync();
        place.Change("UPDATE stage_attempts SET begun = @attempts WHERE stage = 'parse'", ("@attempts", attempts));
        return ((string)upload["document_id"]!, (string)upload["processing_pipeline"]!["pipeline_id"]!);
    }
}
