using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using DocumentPipelineHost.Stages;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>Users share the workers: nobody waits for the many documents of another one.</summary>
public sealed class FairTurnsTests
{
    private static readonly string[] OneWorker = ["--Pipeline:Workers", "1"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>A batch of 100 in every run, of 1,000 in the long one; with services there are two instances.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    [InlineData(Rows.Shared)]
    public async Task BatchOfOneUser_WithHundredsWaiting_HoldsUpNoDocumentOfAnother(Rows rows)
    {
        var turns = new Turns();
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync(turns.Note, OneWorker);
        await using var other = rows == Rows.Shared ? await place.StartAsync(turns.Note, OneWorker) : null;
        using var many = host.As("user-1");
        using var single = host.As("user-2");
        var files = Enumerable.Range(1, Long.Rounds(usual: 100, many: 1000))
            .Select(static i => ($"file-{i}.txt", Encoding.UTF8.GetBytes($"The harbour crane number {i} is red.")));
        Assert.Equal(202, (await many.CreateBatchAsync(files, ("create_index", "true"))).Status);
        var workers = other is null ? 1 : 2;
        await Eventually.HoldsAsync(() => turns.Owners.Count == workers, "all workers are at work", Limit);

        var upload = await single.UploadAsync(Texts.English, "single.md", ("create_index", "true"));
        var places = (await single.GetAsync("/api/v2/queue"))["places"]!.AsArray();
        turns.Go();

        Assert.Equal("completed", (await single.EndAsync(upload)).Status());
        Assert.Equal(1, (int)Assert.Single(places)!["place"]!);
        Assert.InRange(turns.Owners.ToList().IndexOf("user-2"), workers, (2 * workers) - 1);
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task UsersWithSeveralDocumentsEach_TakeTurns(Rows rows)
    {
        var turns = new Turns();
        await using var work = await HostAtWork.StartAsync(rows, turns.Note, OneWorker);
        var uploads = new List<(HostClient Client, JsonNode Upload)>();
        using var second = work.Host.As("user-2");
        using var third = work.Host.As("user-3");
        foreach (
            var client in (HostClient[])[work.Client, work.Client, work.Client, work.Client, second, second, third])
        {
            uploads.Add(
                (client, await client.UploadAsync(Texts.Unique("A crane."), "crane.txt", ("create_index", "true"))));
            await Eventually.HoldsAsync(() => turns.Owners.Count == 1, "the first is at work", Limit);
        }

        turns.Go();

        foreach (var (client, upload) in uploads)
            Assert.Equal("completed", (await client.EndAsync(upload)).Status());
        Assert.Equal(["user-1", "user-2", "user-3", "user-1", "user-2", "user-1", "user-1"], turns.Owners);
    }

    /// <summary>Workers that are free at the same moment ask for the same pipeline.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task ManyWorkers_WithManyWaiting_BeginEachPipelineOnce(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, "--Pipeline:Workers", "8");
        var files = Enumerable
            .Range(1, 60)
            .Select(static i => ($"file-{i}.txt", Encoding.UTF8.GetBytes($"Crane {i} is red.")));
        var (_, batch) = await work.Client.CreateBatchAsync(files, ("create_index", "true"));

        var ended = await work.Client.EndBatchAsync(batch.Id());

        Assert.Equal(("completed", 60), (ended.Status(), (int)ended["counts"]!["completed"]!));
        Assert.Equal((1, 60), (work.Place.Scalar("SELECT MAX(fence) FROM pipelines"), work.Place.Count("chunks")));
    }

    /// <summary>Whose documents are begun, in order; none goes on before it is told to.</summary>
    private sealed class Turns
    {
        private readonly TaskCompletionSource _go = new();

        public ConcurrentQueue<string> Owners { get; } = new();

        public void Go() => _go.SetResult();

        public void Note(Microsoft.Extensions.DependencyInjection.IServiceCollection services) =>
            Gates.Before("parse", BeginAsync)(services);

        private async Task BeginAsync(StageWork work, CancellationToken stop)
        {
            Owners.Enqueue(work.Document.Owner);
            await _go.Task.WaitAsync(stop);
        }
    }
}
