using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Processes;
using DocumentEngine.Tests.Hostile;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>
/// Parsing processes are killed, stopped, and have their memory filled in the middle of good documents.
/// </summary>
public sealed class LostProcessTests
{
    private const int Pages = 1_500;
    private const int GrowingPages = 160;
    private const int GoodPages = 40;

    /// <summary>Bytes: more than the documents of the neighbours have.</summary>
    private const long LargeFile = 100_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

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
        var kept = await LoseAsync(place, host, 20, child => Signals.Send(child, signal));

        var end = await client.EndAsync(upload);

        Assert.Equal("completed", (string?)end["status"]);
        Assert.InRange(kept, 20, Pages - 1);
        Assert.Equal(Pages, place.Count("pages"));
        Assert.Equal(1, place.Scalar("SELECT ended FROM stage_attempts WHERE stage = 'parse'"));
    }

    [Fact]
    public async Task Parse_MemoryFullOnceInTheMiddle_GoesOnAfterItsCheckpoint()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartChildAsync("--Pipeline:PagesPerCheckpoint", "1");
        using var client = host.As("user-1");
        var upload = await client.UploadAsync(
            EngineProcessTests.GrowingPdf(GrowingPages), "growing.pdf", ("create_index", "true"));
        var kept = await LoseAsync(place, host, 20, MemoryRoom.Close);

        var end = await client.EndAsync(upload);

        Assert.Equal("completed", (string?)end["status"]);
        Assert.InRange(kept, 20, GrowingPages - 1);
        Assert.Equal(GrowingPages, place.Count("pages"));
        Assert.Equal(1, place.Scalar("SELECT ended FROM stage_attempts WHERE stage = 'parse'"));
    }

    [Fact]
    public async Task Parse_MemoryFullThreeTimesInTheMiddle_FailsWithItsOwnCodeAndKeepsTheFile()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartChildAsync("--Pipeline:PagesPerCheckpoint", "1");
        using var client = host.As("user-1");
        using var neighbour = host.As("user-2");
        var file = EngineProcessTests.PdfThatFillsMemoryAfter(GoodPages);
        var upload = await client.UploadAsync(file, "good-until.pdf", ("create_index", "true"));
        var other = await neighbour.UploadAsync(Texts.English, "other.md", ("create_index", "true"));

        var end = await client.EndAsync(upload);

        Assert.Equal(("failed", "too_complex"), ((string?)end["status"], (string?)end["error_info"]!["code"]));
        Assert.Equal(3, place.Scalar("SELECT ended FROM stage_attempts WHERE stage = 'parse' AND ended > 0"));
        Assert.Equal(GoodPages, place.Count($"pages WHERE document_id = '{upload["document_id"]}'"));
        Assert.Equal(
            file,
            await client.Http.GetByteArrayAsync($"/api/v2/documents/{upload["document_id"]}/content", Cancellation));
        Assert.Equal("completed", (string?)(await neighbour.EndAsync(other))["status"]);
    }

    [Theory]
    [InlineData(Signals.Kill)]
    [InlineData(Signals.Stop)]
    public async Task Parse_ProcessLostThreeTimes_FailsWithItsOwnCodeAndKeepsTheFile(int signal)
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartChildAsync("--Pipeline:PagesPerCheckpoint", "1");
        using var client = host.As("user-1");
        using var neighbour = host.As("user-2");
        var file = EngineProcessTests.LongPdf(Pages);
        var upload = await client.UploadAsync(file, "long.pdf", ("create_index", "true"));
        var others = new List<JsonNode>();
        for (var lost = 0; lost < 3; lost++)
        {
            others.Add(
                await neighbour.UploadAsync(
                    [.. Texts.English, (byte)('0' + lost)],
                    $"other-{lost}.md", ("create_index", "true")));
            await LoseAttemptAsync(place, host, "parse", lost, child => Signals.Send(child, signal));
        }

        var end = await client.EndAsync(upload);

        Assert.Equal(("failed", "parser_crashed"), ((string?)end["status"], (string?)end["error_info"]!["code"]));
        Assert.False(string.IsNullOrWhiteSpace((string?)end["error_info"]!["suggestion"]));
        Assert.Equal(
            file,
            await client.Http.GetByteArrayAsync($"/api/v2/documents/{upload["document_id"]}/content", Cancellation));
        Assert.InRange(place.Count($"pages WHERE document_id = '{upload["document_id"]}'"), 1, Pages - 1);
        foreach (var other in others)
            Assert.Equal("completed", (string?)(await neighbour.EndAsync(other))["status"]);
        Assert.Equal(3, place.Scalar("SELECT SUM(ended) FROM stage_attempts")); // those of the neighbour ended none
    }

    /// <summary>The other stages' processes too: they have no checkpoint inside, and begin again.</summary>
    [Theory]
    [InlineData("summary")]
    [InlineData("analysis")]
    public async Task Stage_ProcessLostOnceInTheMiddle_BeginsAgainAndCompletes(string stage)
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartChildAsync();
        using var client = host.As("user-1");
        var upload = await client.UploadAsync(
            EngineProcessTests.LongPdf(3 * Pages), "long.pdf", ("generate_summary", "true"), ("deep_analysis", "true"));
        await LoseAttemptAsync(place, host, stage, 0, child => Signals.Send(child, Signals.Kill));

        Assert.Equal("completed", (string?)(await client.EndAsync(upload))["status"]);
        Assert.Equal(1, place.Scalar("SELECT SUM(ended) FROM stage_attempts"));
        Assert.NotEmpty(
            (await client.GetAsync($"/api/v2/documents/{upload["document_id"]}/summary"))["sentences"]!.AsArray());
    }

    [Theory]
    [InlineData("summary", Signals.Kill)]
    [InlineData("analysis", Signals.Kill)]
    [InlineData("summary", Signals.Stop)]
    public async Task Stage_ProcessLostThreeTimes_FailsWithItsOwnCodeAndKeepsWhatWasRead(string stage, int signal)
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartChildAsync();
        using var client = host.As("user-1");
        using var neighbour = host.As("user-2");
        var upload = await client.UploadAsync(
            EngineProcessTests.LongPdf(3 * Pages), "long.pdf", ("generate_summary", "true"), ("deep_analysis", "true"));
        for (var lost = 0; lost < 3; lost++)
            await LoseAttemptAsync(place, host, stage, lost, child => Signals.Send(child, signal));

        var end = await client.EndAsync(upload);

        Assert.Equal(("failed", "parser_crashed"), ((string?)end["status"], (string?)end["error_info"]!["code"]));
        Assert.False(string.IsNullOrWhiteSpace((string?)end["error_info"]!["suggestion"]));
        Assert.Equal(3 * Pages, place.Count($"pages WHERE document_id = '{upload["document_id"]}'"));
        Assert.Equal(3, place.Scalar($"SELECT ended FROM stage_attempts WHERE stage = '{stage}'"));
        var other = await neighbour.UploadAsync(Texts.English, "other.md", ("generate_summary", "true"));
        Assert.Equal("completed", (string?)(await neighbour.EndAsync(other))["status"]);
    }

    [Fact]
    public async Task Parse_FileThatEndsItsProcess_IsNotTriedAgainAfterARestart()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        JsonNode upload;
        await using (var host = await place.StartChildAsync())
        {
            using var client = host.As("user-1");
            upload = await client.UploadAsync(
                HostileFiles.Bytes("outline-chain-deeper.pdf"), "chain.pdf", ("create_index", "true"));
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
        var children = await UntilAsync(
            () => new HostProcesses(host.ProcessId).Children(),
            static found => found.Count > 0);

        await host.KillAsync();

        await UntilAsync(() => children.Any(HostProcesses.IsAlive), static isAlive => !isAlive);
    }

    /// <summary>Does it to the process that reads the document once so many pages are kept; how many were.</summary>
    private static async Task<long> LoseAsync(HostPlace place, ChildHost host, int pages, Action<int> lose)
    {
        var processes = new HostProcesses(host.ProcessId);
        var seen = await UntilAsync(
            () => place.Count("pages") is var kept && kept >= pages
                ? (Kept: kept, Children: processes.Readers(place.Folder.Path))
                : (Kept: kept, Children: []),
            static now => now.Children.Count > 0);
        foreach (var child in seen.Children)
            lose(child);
        await UntilAsync(() => seen.Children.Any(HostProcesses.IsAlive), static isAlive => !isAlive);
        return seen.Kept;
    }

    /// <summary>
    /// Does it to what works on a stage until one more attempt has ended than did before; to what was there before it
    /// is known that none has: the process of the next attempt is left alone.
    /// </summary>
    private static Task LoseAttemptAsync(HostPlace place, ChildHost host, string stage, int ended, Action<int> lose)
    {
        var processes = new HostProcesses(host.ProcessId);
        return UntilAsync(
            () =>
            {
                var isOver = place.Count($"stage_attempts WHERE stage = '{stage}' AND ended > {ended}") > 0;
                var isInTheMiddle = !isOver && place.Count($"stage_attempts WHERE stage = '{stage}' AND begun > 0") > 0
                    && (stage != "parse" || place.Count("pages") >= 20);
                if (!isInTheMiddle)
                    return isOver;
                var children =
                    stage == "parse" ? processes.Readers(place.Folder.Path, LargeFile) : processes.Children();
                if (place.Count($"stage_attempts WHERE stage = '{stage}' AND ended > {ended}") == 0)
                    children.ToList().ForEach(lose);
                return false;
            },
            static isOver => isOver);
    }

    private static async Task<T> UntilAsync<T>(Func<T> look, Func<T, bool> fits)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (await timer.WaitForNextTickAsync(limit.Token))
        {
            if (look() is var seen && fits(seen))
                return seen;
        }

        throw new TimeoutException();
    }
}
