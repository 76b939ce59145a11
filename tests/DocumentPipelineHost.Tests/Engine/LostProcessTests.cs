using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Processes;
using DocumentEngine.Tests.Hostile;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>Parsing processes are killed and stopped in the middle of good documents.</summary>
public sealed class LostProcessTests
{
    private const int Pages = 1_500;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite, Signals.Kill)]
    [InlineData(Rows.Sqlite, Signals.Stop)]
    [InlineData(Rows.Shared, Signals.Kill)]
    public async Task Parse_ProcessLostOnceInTheMiddle_GoesOnAfterItsCheckpoint(Rows rows, int signal)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartChildAsync("--Pipeline:PagesPerCheckpoint", "1");
        using var client = host.As("user-1");
        var upload = await client.UploadAsync(EngineProcessTests.LongPdf(Pages), "long.pdf", ("create_index", "true"));
        var kept = await LoseAsync(place, host, 20, signal);

        var end = await client.EndAsync(upload);

        Assert.Equal("completed", (string?)end["status"]);
        Assert.InRange(kept, 20, Pages - 1);
        Assert.Equal(Pages, place.Count("pages"));
        Assert.Equal(1, place.Scalar("SELECT ended FROM stage_attempts WHERE stage = 'parse'"));
    }

    [Fact]
    public async Task Parse_ProcessLostThreeTimes_FailsWithItsOwnCodeAndKeepsTheFile()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartChildAsync("--Pipeline:PagesPerCheckpoint", "1");
        using var client = host.As("user-1");
        var file = EngineProcessTests.LongPdf(Pages);
        var upload = await client.UploadAsync(file, "long.pdf", ("create_index", "true"));
        for (var i = 1; i <= 3; i++)
            await LoseAsync(place, host, 20 * i, Signals.Kill);

        var end = await client.EndAsync(upload);

        Assert.Equal(("failed", "parser_crashed"), ((string?)end["status"], (string?)end["error_info"]!["code"]));
        Assert.Equal(file, await client.Http.GetByteArrayAsync($"/api/v2/documents/{upload["document_id"]}/content", Cancellation));
        var other = await client.EndAsync(await client.UploadAsync(Texts.English, "other.md", ("create_index", "true")));
        Assert.Equal("completed", (string?)other["status"]);
    }

    [Fact]
    public async Task Parse_FileThatEndsItsProcess_IsNotTriedAgainAfterARestart()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        JsonNode upload;
        await using (var host = await place.StartChildAsync())
        {
            using var client = host.As("user-1");
            upload = await client.UploadAsync(HostileFiles.Bytes("outline-chain-deeper.pdf"), "chain.pdf", ("create_index", "true"));
            Assert.Equal("parser_crashed", (string?)(await client.EndAsync(upload))["error_info"]!["code"]);
        }

        await using (var host = await place.StartChildAsync())
        {
            using var client = host.As("user-1");
            Assert.Equal("parser_crashed", (string?)(await client.EndAsync(upload))["error_info"]!["code"]);
            await client.EndAsync(await client.UploadAsync(Texts.English, "other.md", ("create_index", "true")));
        }

        Assert.Equal(3, place.Scalar("SELECT MAX(ended) FROM stage_attempts"));
    }

    [Fact]
    public async Task Host_Killed_TakesItsParsingProcessesWithIt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartChildAsync();
        using var client = host.As("user-1");
        await client.UploadAsync(HostileFiles.Bytes("doubling-forms.pdf"), "busy.pdf", ("create_index", "true"));
        var children = await UntilAsync(() => new HostProcesses(host.ProcessId).Children(), static found => found.Count > 0);

        await host.KillAsync();

        await UntilAsync(() => children.Any(HostProcesses.IsAlive), static isAlive => !isAlive);
    }

    /// <summary>Sends the signal to the busy process once so many pages are kept; how many were.</summary>
    private static async Task<long> LoseAsync(HostPlace place, ChildHost host, int pages, int signal)
    {
        var processes = new HostProcesses(host.ProcessId);
        var seen = await UntilAsync(() => (Kept: place.Count("pages"), Children: processes.Children()), now => now.Kept >= pages && now.Children.Count > 0);
        foreach (var child in seen.Children)
            Signals.Send(child, signal);
        await UntilAsync(() => seen.Children.Any(HostProcesses.IsAlive), static isAlive => !isAlive);
        return seen.Kept;
    }

    private static async Task<T> UntilAsync<T>(Func<T> look, Func<T, bool> fits)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (await timer.WaitForNextTickAsync(limit.Token))
        {
            if (look() is var seen && fits(seen))
                return seen;
        }

        throw new TimeoutException();
    }
}
