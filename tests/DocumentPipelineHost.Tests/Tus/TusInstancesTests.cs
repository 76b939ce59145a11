using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Storage;
using DocumentPipelineHost.Tus;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>Resumable uploads over two instances that share rows, progress and bucket, and no folder.</summary>
public sealed class TusInstancesTests
{
    private const string User = "user-1";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_RoundRobinOverBoth_IsWholeAndHeldByNobodyAfterwards()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        using var otherFolder = new DataFolderOfTest();
        var bucket = await BucketAsync();
        await using var one = await place.StartAsync(bucket);
        await using var two = await TestHost.StartAsync(otherFolder, [.. place.Settings, .. bucket]);
        using var first = one.As(User);
        using var second = two.As(User);
        var pipeline = Guid.NewGuid().ToString();
        var text = Texts.Long(60);
        var url = await first.CreateUploadAsync(
            text.Length, ("filename", "long.txt"), ("pipeline_id", pipeline), ("create_index", "true"));
        var pieces = text.Chunk((text.Length / 6) + 1).ToList();

        var offset = 0;
        HttpResponseMessage? answer = null;
        for (var i = 0; i < pieces.Count; i++)
        {
            answer?.Dispose();
            answer = await (i % 2 == 0 ? second : first).PatchAsync(url, offset, pieces[i]);
            offset += pieces[i].Length;
            if (i == 0) // the second serves it: the first lets its pipeline go, though the upload has not ended
                await Eventually.HoldsAsync(
                    () => Held(one) == 0 && Held(two) == 1, "the first holds it no longer", Limit);
        }

        using (answer)
        {
            var document = TusClient.Header(answer!, "Dpa-Document-Id");
            Assert.Equal(
                text, await second.Http.GetByteArrayAsync($"/api/v2/documents/{document}/content", Cancellation));
        }

        Assert.Equal("completed", (string?)(await first.UntilEndAsync(pipeline))["status"]);
        await Eventually.HoldsAsync(() => !IsHeld(one, pipeline) && !IsHeld(two, pipeline), "nobody holds it", Limit);
        Assert.Empty(
            await one.Services.GetRequiredService<ISegmentStore>().ListAsync(Cancellation).ToListAsync(Cancellation));
        Assert.Single(await OrphanSweepTests.KeysAsync(one));
    }

    [Fact]
    public async Task Finish_OnBothAtTheSameTime_IsDoneByOneAndAnsweredByBoth()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        using var otherFolder = new DataFolderOfTest();
        var bucket = await BucketAsync();
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        CountedSegments? ofSecond = null;
        await using var one = await TestHost.StartAsync(
            place.Folder,
            Wrapped.Around<IOriginalStore>(inner => new GatedOriginals(inner, () =>
            {
                reached.TrySetResult();
                return release.Task.WaitAsync(Limit);
            })),
            [.. place.Settings, .. bucket]);
        await using var two = await TestHost.StartAsync(
            otherFolder,
            Wrapped.Around<ISegmentStore>(inner => ofSecond = new CountedSegments(inner)),
            [.. place.Settings, .. bucket]);
        using var first = one.As(User);
        using var second = two.As(User);
        var pipeline = Guid.NewGuid().ToString();
        var url = await first.CreateUploadAsync(
            Texts.English.Length, ("filename", "both.md"), ("pipeline_id", pipeline), ("create_index", "true"));
        var last = first.PatchAsync(url, 0, Texts.English);
        await reached.Task.WaitAsync(Limit, Cancellation);

        var asked = second.SendAsync(TusRequest.Head(url));
        var locks = two.Services.GetRequiredService<TusLocks>();
        await Eventually.HoldsAsync(
            () => locks.IsHeld(TusClient.IdOf(url)) || asked.IsCompleted,
            "the second is asked", Limit);
        release.SetResult();
        using var answers = await last;
        using var head = await asked;

        var document = TusClient.Header(answers, "Dpa-Document-Id");
        Assert.Equal((200, document), ((int)head.StatusCode, TusClient.Header(head, "Dpa-Document-Id")));
        Assert.Equal(0, ofSecond!.Opened);
        Assert.Equal("completed", (string?)(await second.UntilEndAsync(pipeline))["status"]);
        Assert.Equal((1, 1), (place.Count("documents"), (await OrphanSweepTests.KeysAsync(one)).Count));
        await Eventually.HoldsAsync(() => !IsHeld(one, pipeline) && !IsHeld(two, pipeline), "nobody holds it", Limit);
    }

    [Fact]
    public async Task Kill_BetweenKeepingTheFileAndStoringTheDocument_TheOtherFinishesIt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var one = await place.StartChildAsync();
        await using var two = await place.StartAsync();
        using var first = one.As(User);
        using var second = two.As(User);
        var pipeline = Guid.NewGuid().ToString();
        var url = await first.CreateUploadAsync(
            Texts.English.Length, ("filename", "killed.md"), ("pipeline_id", pipeline), ("create_index", "true"));
        Task<HttpResponseMessage> last;
        await using (await place.LockAsync("documents")) // its file is moved, its row does not come about
        {
            last = first.PatchAsync(url, 0, Texts.English);
            await Eventually.HoldsAsync(
                () =>
                    Directory.Exists(Path.Combine(place.Folder.Path, "originals"))
                    && place.Folder.Files("originals").Count == 1,
                "the file is kept",
                Limit);
            await one.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => last);
        }

        var document = await DocumentOfAsync(second, url);

        Assert.Equal(
            Texts.English, await second.Http.GetByteArrayAsync($"/api/v2/documents/{document}/content", Cancellation));
        Assert.Equal("completed", (string?)(await second.UntilEndAsync(pipeline))["status"]);
        Assert.Equal(1, place.Count("documents"));
        await OrphanSweepTests.SweepAsync(two, TimeSpan.FromHours(25), new LogLines());
        Assert.Single(place.Folder.Files("originals"));
    }

    private static async Task<string?> DocumentOfAsync(HostClient client, string url)
    {
        string? document = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                using var head = await client.SendAsync(TusRequest.Head(url));
                document = TusClient.Header(head, "Dpa-Document-Id");
                return document is not null;
            },
            "the document is stored",
            Limit);
        return document;
    }

    private static async Task<string[]> BucketAsync() =>
        [
            .. SharedSwift
                .Settings((await SharedSwift.Server).Address)
                .Select(static each => $"--{each.Key}={each.Value}"),
        ];

    private static int Held(TestHost host) => host.Services.GetRequiredService<TusWatches>().Count;

    private static bool IsHeld(TestHost host, string pipeline) =>
        Held(host) > 0 || host.Services.GetRequiredService<PipelinesAtWork>().Contains(pipeline);
}
