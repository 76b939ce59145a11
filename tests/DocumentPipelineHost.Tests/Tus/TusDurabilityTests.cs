using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tus;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>What happens between the last byte and the document: failures, decisions of a person, restarts.</summary>
public sealed class TusDurabilityTests
{
    private const string User = "user-1";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Cancel_AfterTheLastByte_StoresNothing(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync(FailingOnce());
        using var client = host.As(User);
        var pipeline = Guid.NewGuid().ToString();
        var url = await WholeAsync(client, pipeline);
        var shown = await client.UntilAsync(pipeline, "processing");
        var (status, _) = await client.PostAsync(
            $"/api/v2/documents/{shown["document_id"]}/pipeline/{pipeline}/cancel");
        Assert.Equal(200, status);

        using var answer = await client.SendAsync(TusRequest.With(new HttpRequestMessage(HttpMethod.Get, url)));

        Assert.Equal((409, "upload_cancelled"), await HostClient.ProblemAsync(answer));
        Assert.Equal((0, 0), (place.Count("documents"), place.Count("upload_segments")));
        Assert.Equal("cancelled", (string?)(await client.UntilEndAsync(pipeline))["status"]);
        AssertNothingHeld(host, pipeline);
    }

    /// <summary>The next process has no run of the pipeline: its row alone says that it was cancelled.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Cancel_AfterTheLastByteAndARestart_StoresNothing(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var pipeline = Guid.NewGuid().ToString();
        await using (var host = await place.StartAsync(FailingOnce()))
        {
            using var client = host.As(User);
            await WholeAsync(client, pipeline);
            var shown = await client.UntilAsync(pipeline, "processing");
            var path = $"/api/v2/documents/{shown["document_id"]}/pipeline/{pipeline}/cancel";
            Assert.Equal(200, (await client.PostAsync(path)).Status);
        }

        await using var next = await place.StartAsync(); // its sweep finds the whole upload
        await Eventually.HoldsAsync(
            () => place.Count("uploads WHERE answer IS NOT NULL OR error IS NOT NULL") == 1,
            "the upload has ended", Limit);

        Assert.Equal(1, place.Count("uploads WHERE error = 'upload_cancelled'"));
        Assert.Equal((0, 1), (place.Count("documents"), place.Count("pipelines")));
    }

    /// <summary>As a crash leaves it: the file is kept, its document is not stored.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Finish_AfterATryThatKeptTheFileAndEndedThere_StoresIt(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync(FailingOnce());
        using var client = host.As(User);
        var pipeline = Guid.NewGuid().ToString();
        var url = await WholeAsync(client, pipeline);

        using var head = await client.SendAsync(TusRequest.Head(url));

        Assert.Equal(200, (int)head.StatusCode);
        var document = TusClient.Header(head, "Dpa-Document-Id");
        Assert.Equal(
            Texts.English, await client.Http.GetByteArrayAsync($"/api/v2/documents/{document}/content", Cancellation));
        Assert.Equal("completed", (string?)(await client.UntilEndAsync(pipeline))["status"]);
        await Eventually.HoldsAsync(() => !IsHeld(host, pipeline), "nobody holds it", Limit);
    }

    [Fact]
    public async Task Start_AfterADeathInTheMiddleOfStoring_FinishesIt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var pipeline = Guid.NewGuid().ToString();
        string url;
        await using (var dying = await place.StartAsync(FailingOnce()))
        {
            using var client = dying.As(User);
            url = await WholeAsync(client, pipeline);
            // it dies before it gives that back
            Assert.True(await dying.Services.GetRequiredService<TusStore>().ClaimAsync(TusClient.IdOf(url)));
        }

        await using var next = await place.StartAsync();
        using var reader = next.As(User);

        Assert.Equal("completed", (string?)(await reader.UntilEndAsync(pipeline))["status"]);
        Assert.Equal("stored", (string?)(await reader.GetAsync(url))["status"]);
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Interrupt_WhileTheFileComesIn_OutlivesARestart(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var pipeline = Guid.NewGuid().ToString();
        string url;
        await using (var host = await place.StartAsync())
        {
            using var client = host.As(User);
            url = await client.CreateUploadAsync(
                Texts.English.Length, ("filename", "held.md"), ("pipeline_id", pipeline), ("create_index", "true"));
            (await client.PatchAsync(url, 0, Texts.English[..100])).Dispose();
            var shown = await client.UntilAsync(pipeline, "processing");
            var (asked, _) = await client.PostAsync(
                $"/api/v2/documents/{shown["document_id"]}/pipeline/{pipeline}/interrupt");
            Assert.Equal(202, asked);
        }

        await using var next = await place.StartAsync();
        using var user = next.As(User);
        using var last = await user.PatchAsync(url, 100, Texts.English[100..]);

        var state = await user.UntilAsync(pipeline, "interrupted");
        Assert.Equal(("completed", 0), (state.Stage("upload").Status(), (int)state.Stage("parse")["attempt"]!));
        Assert.Equal((1, 0), (place.Count("documents"), place.Count("pages")));
        await Eventually.HoldsAsync(
            () => place.Count("pipelines WHERE instance IS NOT NULL") == 0,
            "it is in nobody's hand", Limit);
        var path = $"/api/v2/documents/{TusClient.Header(last, "Dpa-Document-Id")}/pipeline/{pipeline}/resume";
        Assert.Equal(200, (await user.PostAsync(path)).Status);
        await user.UntilAsync(pipeline, "completed");
    }

    /// <summary>Nobody has a run of the pipeline while it is asked for: the row alone keeps it.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Interrupt_BetweenARestartAndTheNextPiece_Holds(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var pipeline = Guid.NewGuid().ToString();
        string url;
        await using (var host = await place.StartAsync())
        {
            using var client = host.As(User);
            url = await client.CreateUploadAsync(
                Texts.English.Length, ("filename", "held.md"), ("pipeline_id", pipeline), ("create_index", "true"));
            (await client.PatchAsync(url, 0, Texts.English[..100])).Dispose();
        }

        await using var next = await place.StartAsync();
        using var user = next.As(User);
        var shown = await user.UntilAsync(pipeline, "processing");
        var path = $"/api/v2/documents/{shown["document_id"]}/pipeline/{pipeline}/interrupt";
        Assert.Equal(202, (await user.PostAsync(path)).Status);
        (await user.PatchAsync(url, 100, Texts.English[100..])).Dispose();

        await user.UntilAsync(pipeline, "interrupted");
        Assert.Equal((1, 0), (place.Count("documents"), place.Count("pages")));
    }

    [Fact]
    public async Task LastPiece_ProgressServiceGoneOnceItsDocumentIsStored_AnswersAndIsWorkedOnLater()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await place.StartAsync(
            Wrapped.Around<IOriginalStore>(inner => new GatedOriginals(inner, () =>
            {
                reached.TrySetResult();
                return release.Task.WaitAsync(Limit);
            })));
        using var client = host.As(User);
        var pipeline = Guid.NewGuid().ToString();
        var url = await client.CreateUploadAsync(
            Texts.English.Length, ("filename", "away.md"), ("pipeline_id", pipeline), ("create_index", "true"));
        var last = client.PatchAsync(url, 0, Texts.English);
        await reached.Task.WaitAsync(Limit, Cancellation);
        await place.Redis.KillAsync();
        release.SetResult();

        using (var answer = await last.WaitAsync(Limit, Cancellation))
            Assert.NotNull(TusClient.Header(answer, "Dpa-Document-Id"));

        await place.Redis.RestartAsync();
        await Eventually.HoldsAsync(
            () => place.Count("pipelines WHERE status = 'completed'") == 1,
            "its work is done", Limit);
        await Eventually.HoldsAsync(() => !IsHeld(host, pipeline), "nobody holds it", Limit);
    }

    /// <summary>
    /// An upload whose bytes are all there and whose first try to store it failed after its file was kept.
    /// </summary>
    private static async Task<string> WholeAsync(HostClient client, string pipeline)
    {
        var url = await client.CreateUploadAsync(
            Texts.English.Length, ("filename", "whole.md"), ("pipeline_id", pipeline), ("create_index", "true"));
        using var failed = await client.SendAsync(TusRequest.Patch(url, 0, Texts.English));
        Assert.Equal((503, "storage_unavailable"), await HostClient.ProblemAsync(failed));
        return url;
    }

    private static Action<IServiceCollection> FailingOnce()
    {
        var failed = 0;
        return Wrapped.Around<IOriginalStore>(inner => new GatedOriginals(inner, () =>
            Interlocked.Exchange(ref failed, 1) == 0 ? throw new StorageException("gone for once") : Task.CompletedTask
        ));
    }

    private static void AssertNothingHeld(TestHost host, string pipeline) => Assert.False(IsHeld(host, pipeline));

    private static bool IsHeld(TestHost host, string pipeline) =>
        host.Services.GetRequiredService<TusWatches>().Count > 0
        || host.Services.GetRequiredService<PipelinesAtWork>().Contains(pipeline);
}
