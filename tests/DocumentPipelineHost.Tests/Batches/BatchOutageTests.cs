using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Storage;
using DocumentPipelineHost.Tests.Tus;
using Dpa.Realtime.Faults;
using Microsoft.Data.Sqlite;
using static DocumentPipelineHost.Tests.Services.Outage;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>
/// The store of originals fails while a batch is taken: its client is refused and has its bytes still; no file is
/// answered as accepted whose bytes are lost.
/// </summary>
public sealed class BatchOutageTests
{
    private const int Kib = 512;
    private static readonly (string, string)[] All = HostAtWork.All;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_S3Away_Is503InTimeAndTheSameRequestSucceedsLater(bool isSilent)
    {
        await using var host = await HostBehindProxy.StartAsync(
            (await SharedSwift.Server).Port,
            static proxy => SharedSwift.Settings(proxy.Address).Select(static each => $"--{each.Key}={each.Value}"));
        var client = host.Client;
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "outage");
        var files = BatchClient.Files(10).Select(static file => (file.Name, Texts.Unique(file.Name))).ToList();
        if (isSilent)
            host.FallSilent();
        else
            host.GoAway();

        await AssertRefusedAsync(
            () => client.Http.PostAsync("/api/v2/batches", BatchClient.Form(files, All), Cancellation),
            "storage_unavailable");

        Assert.Equal((0, 0, 0), (
            Count(host.Folder, "batches"), Count(host.Folder, "pipelines"), Count(host.Folder, "documents")));
        Assert.Equal(0, Count(host.Folder, "idempotency_keys"));
        Assert.Empty(host.Folder.Files("incoming"));
        host.ComeBack();
        var (status, batch) = await client.CreateBatchAsync(files, All);
        Assert.True(status == 202, batch.ToString());
        var ended = await client.EndBatchAsync(batch.Id());
        Assert.Equal(("completed", 10), (ended.Status(), (int)ended["counts"]!["completed"]!));
    }

    /// <summary>Who saw the batch begin sees it fail; nobody waits for it.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Create_StoreAway_ShowsTheBatchFailed(Rows rows)
    {
        var shown = "";
        HostAtWork? work = null;
        await using var own = work = await HostAtWork.StartAsync(
            rows, Wrapped.Around<IOriginalStore>(inner => new HeldOriginals(inner, () =>
            {
                shown = work!.Place.Text("SELECT id FROM batches");
                throw new StorageException("The store is away. Start it.");
            })));

        var (status, problem) = await own.Client.CreateBatchAsync(BatchClient.Files(3), All);

        Assert.Equal((503, "storage_unavailable"), (status, (string?)problem["code"]));
        Assert.Equal((0, 0), (own.Place.Count("batches"), own.Place.Count("pipelines")));
        var state = await own.Client.GetAsync($"/api/v1/pipelines/{shown}/progress");
        Assert.Equal(("failed", "storage_unavailable"), (state.Status(), (string?)state["error_info"]!["code"]));
    }

    /// <summary>The stored file stays, in a batch that the answer names; the others are not tried one by one.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Create_StoreAwayAfterAFile_IsRefusedAndNamesWhatIsStored(Rows rows)
    {
        var (calls, isAway) = (0, true);
        await using var work = await HostAtWork.StartAsync(
            rows, Wrapped.Around<IOriginalStore>(inner => new HeldOriginals(inner, () =>
                ++calls > 1 && isAway ? throw new StorageException("The store is away.") : Task.CompletedTask)));
        var (place, client) = work;
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "partly");
        (string, byte[])[] files = [.. Enumerable.Range(1, 5).Select(static i => ($"{i}.txt", Texts.Unique($"{i}")))];

        var (status, problem) = await client.CreateBatchAsync(files, All);

        Assert.Equal((503, "storage_unavailable", 2), (status, (string?)problem["code"], calls));
        Assert.StartsWith("1 of the batch's 5 files are stored", (string?)problem["title"], StringComparison.Ordinal);
        var id = (string)problem["batch_id"]!;
        Assert.Equal($"/api/v2/batches/{id}", (string?)problem["link"]);
        var first = await client.EndBatchAsync(id);
        Assert.Equal(
            ("completed", "1.txt"),
            (first.Status(), (string?)Assert.Single(first["documents"]!.AsArray())!["filename"]));
        Assert.Equal((1, 1), (place.Count("documents"), place.Count("pipelines")));
        Assert.Empty(place.Folder.Files("incoming"));

        isAway = false;
        var (again, batch) = await client.CreateBatchAsync(files, All);
        Assert.Equal(202, again);
        Assert.NotEqual(id, batch.Id());
        var ended = await client.EndBatchAsync(batch.Id());
        Assert.Equal(("completed", 5), (ended.Status(), (int)ended["counts"]!["completed"]!));
        Assert.Equal(5, place.Count("documents"));
    }

    /// <summary>What a file is refused for is its own failure still, beside a store that fails.</summary>
    [Fact]
    public async Task Create_StoreAwayAfterARefusedFile_LeavesNothing()
    {
        await using var work = await HostAtWork.StartAsync(
            Rows.Sqlite, Wrapped.Around<IOriginalStore>(static inner => new HeldOriginals(
                inner, static () => throw new StorageException("The store is away."))));
        var (place, client) = work;

        var (status, problem) = await client.CreateBatchAsync([("empty.txt", []), ("b.txt", Texts.English)], All);

        Assert.Equal((503, "storage_unavailable"), (status, (string?)problem["code"]));
        Assert.Equal((0, 0), (place.Count("batches"), place.Count("pipelines")));
        Assert.Empty(place.Folder.Files("incoming"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_OriginalsOntoAFullDisk_Is507AndKeepsWhatIsStored(bool hasStored)
    {
        using var folder = new DataFolderOfTest();
        using var disk = SmallDisk.Mount(Path.Combine(folder.Path, "originals"), Kib);
        await using var host = await TestHost.StartAsync(folder);
        using var client = host.As("user-1");
        (string, byte[]) large = ("large.txt", Texts.Long(10_000));
        (string, byte[])[] files = hasStored
            ? [("small.md", Texts.English), large, ("last.md", Texts.Unique("Last."))]
            : [large, ("last.md", Texts.Unique("Last."))];

        var (status, problem) = await client.CreateBatchAsync(files, All);

        Assert.Equal((507, "storage_full"), (status, (string?)problem["code"]));
        Assert.Equal(
            hasStored ? ["small.md"] : [],
            (await client.GetAsync("/api/v2/documents"))["items"]!.AsArray().Select(static one =>
                (string?)one!["filename"]));
        Assert.Equal(hasStored, problem["batch_id"] is not null);
        Assert.Equal(hasStored ? 1 : 0, Count(folder, "batches"));
        Assert.Empty(folder.Files("incoming"));
        var (later, _) = await client.CreateBatchAsync([("last.md", Texts.Unique("Last."))], All);
        Assert.Equal(202, later);
    }

    private static long Count(DataFolderOfTest folder, string from)
    {
        var file = Path.Combine(folder.Path, "documents.db");
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // What the test asks is its own.
        command.CommandText = $"SELECT COUNT(*) FROM {from}";
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }
}
