using System.Net;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Wire;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>
/// PostgreSQL answers slowly: what waits for it holds no thread that others need. The host has eight threads in its
/// pool, and many more calls wait.
/// </summary>
public sealed class SlowPostgresTests
{
    private const string User = HostAtWork.User;
    private const int Readers = 40;

    private const string IsWaiting =
        "pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%documents%' AND pid <> pg_backend_pid()";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_OfATableThatIsLocked_HoldUpNothingThatNeedsNoRows()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Postgres);
        await using var host = await ChildHost.StartAsync(
            place.Folder, [("DOTNET_ThreadPool_ForceMaxWorkerThreads", "8")],
            "--ConnectionStrings:Postgres", place.Settings[1] + ";Command Timeout=300");
        using var client = host.As(User);
        var upload = await client.UploadAsync(Texts.English, "cranes.md", HostAtWork.All);
        await client.EndAsync(upload);
        var pipeline = (string)upload["processing_pipeline"]!["pipeline_id"]!;
        List<Task<HttpResponseMessage>> readers;
        await using (await place.LockAsync("documents", "ACCESS EXCLUSIVE"))
        {
            readers = [
                .. Enumerable.Range(0, Readers).Select(_ => client.Http.GetAsync("/api/v2/documents", Cancellation)),
            ];
            await Eventually.HoldsAsync(() => place.Count(IsWaiting) >= Readers, "all wait for the table", Limit);

            using var live = await client.Http.GetAsync("/healthz/live", Cancellation).WaitAsync(Limit, Cancellation);
            using var polled = await client.Http
                .GetAsync($"/api/v1/pipelines/{pipeline}/progress", Cancellation).WaitAsync(Limit, Cancellation);
            await AssertConnectsAsync(host.Address);
            using var options = await client.Http.GetAsync("/api/v2/options", Cancellation)
                .WaitAsync(Limit, Cancellation);

            Assert.Equal(
                (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK),
                (live.StatusCode, polled.StatusCode, options.StatusCode));
            Assert.All(readers, static reader => Assert.False(reader.IsCompleted));
        }

        foreach (var reader in readers)
        {
            using var answer = await reader.WaitAsync(Limit, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static async Task AssertConnectsAsync(Uri host)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        await using var socket = new V2Connection();
        await socket.OpenAsync(host, User, limit.Token);
        Assert.Equal("connected", (string?)(await socket.ReadAsync(limit.Token))["status"]);
    }
}
