using System.Collections.Concurrent;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Storage;

/// <summary>
/// Hosts are killed at random moments while documents are uploaded and deleted: no document is without its original,
/// and after a day no object without its document.
/// </summary>
public sealed class BucketCrashTests
{
    private const int Uploaders = 3;

    private static int Kills => Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 20 : 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WhileUploadsComeAndDocumentsGo_BucketAndRowsAgree()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var folder = new DataFolderOfTest();
        string[] settings =
        [
            .. SharedSwift
                .Settings((await SharedSwift.Server).Address)
                .Select(static each => $"--{each.Key}={each.Value}"),
        ];
        var accepted = new ConcurrentDictionary<string, byte[]>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var host = await ChildHost.StartAsync(folder, settings);
            var answers = new SemaphoreSlim(0);
            var uploading = Enumerable
                .Range(0, Uploaders)
                .Select(_ => UploadUntilKilledAsync(host, accepted, answers))
                .ToList();
            for (var i = random.Next(1, 12); i > 0; i--)
                await answers.WaitAsync(Cancellation);
            await host.KillAsync();
            await Task.WhenAll(uploading);
        }

        await using var last = await TestHost.StartAsync(folder, settings);
        using var client = last.As("user-1");
        await client.UploadAsync(Texts.English, "last.md"); // where there is no document at all nothing is swept
        var documents = (await client.GetAsync("/api/v1/documents?limit=100"))["items"]!
            .AsArray()
            .Select(static each => (string)each!["document_id"]!)
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.True(
            accepted.Keys.All(documents.Contains), $"seed {seed}: a document that was accepted and not deleted is gone"
        );
        foreach (var id in documents)
        {
            var bytes = await client.Http.GetByteArrayAsync($"/api/v2/documents/{id}/content", Cancellation);
            Assert.True(
                !accepted.TryGetValue(id, out var sent) || bytes.AsSpan().SequenceEqual(sent),
                $"seed {seed}: {id} has other bytes");
        }

        await OrphanSweepTests.SweepAsync(last, TimeSpan.FromHours(25), new LogLines());
        var kept = (await OrphanSweepTests.KeysAsync(last))
            .Select(static key => OriginalKeys.DocumentId(key)!)
            .Order(StringComparer.Ordinal);
        Assert.True(documents.SequenceEqual(kept), $"seed {seed}: {documents.Count} documents, {kept.Count()} objects");
    }

    /// <summary>Each second document is deleted again; what became of one whose answer was lost is not known.</summary>
    private static async Task UploadUntilKilledAsync(
        ChildHost host, ConcurrentDictionary<string, byte[]> accepted, SemaphoreSlim answers)
    {
        using var client = host.As("user-1");
        try
        {
            for (var i = 0; ; i++)
            {
                var bytes = Texts.Unique("A text that may see a crash.");
                var id = (string)(await client.UploadAsync(bytes, "crash.md"))["document_id"]!;
                if (i % 2 == 0)
                    accepted[id] = bytes;
                else
                    (await client.Http.DeleteAsync($"/api/v1/documents/{id}", Cancellation)).Dispose();
                answers.Release();
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // It was killed.
        }
    }
}
