using DocumentPipelineHost.Tests.Engine;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Processes;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>A document of 1,335 pages, as long as the longest manual that the product was tried on.</summary>
public sealed class LongDocumentTests
{
    private const int Pages = 1_335;
    private static readonly string[] Slowly = [.. HostAtWork.EachPage, "--Pipeline:Workers", "1"];

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Cancel_InTheMiddleOf1335Pages_FreesTheOnlyWorker(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, Slowly);
        var (place, client) = work;
        var upload = await client.UploadAsync(Texts.Long(Pages), "manual.txt", HostAtWork.All);
        var next = await client.UploadAsync(Texts.English, "next.md", HostAtWork.All);
        Assert.Equal("processing", (await client.UntilStageAsync(upload, "parse", 5)).Status());

        var (status, body) = await client.ControlAsync(upload, "cancel");

        Assert.Equal((200, "cancelled"), (status, (string?)body["state"]!["status"]));
        Assert.Equal("completed", (await client.EndAsync(next)).Status());
        Assert.Equal(0, place.Count($"pages WHERE document_id = '{upload["document_id"]}'"));
    }

    /// <summary>
    /// An estimate is given after 2 s; where the pages are read faster, the reading stands still until then.
    /// </summary>
    [Fact]
    public async Task Estimate_WhilePagesAreRead_IsThereAndGoneAtTheEnd()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartChildAsync(Slowly);
        using var client = host.As(HostAtWork.User);
        var upload = await client.UploadAsync(Texts.Long(Pages), "manual.txt", ("create_index", "true"));
        var stages = upload["processing_pipeline"]!["stages"]!.AsArray();
        Assert.All(stages, static stage => Assert.True((double)stage!["estimated_time"]! > 0));
        await Eventually.HoldsAsync(() => place.Count("pages") >= 50, "pages");

        var began = TimeProvider.System.GetTimestamp();
        var children = new HostProcesses(host.ProcessId).Children();
        Assert.NotEmpty(children);
        foreach (var child in children) Signals.Send(child, Signals.Stop);
        await Eventually.HoldsAsync(
            () => TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(2.5),
            "the time before an estimate is over");
        foreach (var child in children)
            Signals.Send(child, Signals.Continue);

        await Eventually.HoldsAsync(
            async () => (double?)(await client.StateAsync(upload)).Stage("parse")["eta_ms"] > 0,
            "there is an estimate");
        Assert.Null((await client.EndAsync(upload)).Stage("parse")["eta_ms"]);
    }
}
