using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>What was shown of a batch does not go back after a crash.</summary>
public sealed class BatchShownBeforeCrashTests : ShownBeforeCrashTest
{
    [Fact]
    public async Task Kill_WithABatchUnderWay_TheBatchGoesOnInANewAttempt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        string id;
        JsonNode seen;
        await using (var host = await place.StartChildAsync(EachPage))
        {
            using var client = host.As(User);
            var batch = (await client.CreateBatchAsync(BatchClient.Files(2, 300), HostAtWork.All)).Body;
            id = batch.Id();
            await UntilParsingAsync(client, batch["documents"]![0]!);
            seen = (await client.BatchAsync(id))["state"]!;
            await host.KillAsync();
        }

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var restored = (await again.BatchAsync(id))["state"]!;
        Assert.Equal((1, 2), ((int)seen["attempt"]!, (int)restored["attempt"]!));
        var ended = (await again.EndBatchAsync(id))["state"]!;
        Assert.Equal(
            ("completed", 2, 100.0), (ended.Status(), (int)ended["attempt"]!, (double)ended["overall_progress"]!));
    }

    /// <summary>As where the process dies after it showed a file of a batch, and before it kept any of it.</summary>
    [Fact]
    public async Task Kill_AfterAFileOfABatchThatWasShownAndNotKept_TheBatchGoesOnInANewAttempt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var id = await KillWithABatchAsync(place);
        place.Change("UPDATE pipelines SET state = NULL, state_status = '', state_epoch = '', state_version = 0");

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);

        Assert.Equal(2, (int)(await again.BatchAsync(id))["state"]!["attempt"]!);
        Assert.Equal("completed", (await again.EndBatchAsync(id)).Status());
    }

    /// <summary>As where the process dies after it showed a new attempt of a batch, and before it kept that.</summary>
    [Fact]
    public async Task Kill_AfterAnAttemptOfABatchThatWasShownAndNotKept_TheNextOneIsAfterIt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var id = await KillWithABatchAsync(place);
        place.Change("UPDATE batches SET attempts = 2");

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);

        Assert.Equal(3, (int)(await again.BatchAsync(id))["state"]!["attempt"]!);
        Assert.Equal("completed", (await again.EndBatchAsync(id)).Status());
    }

    /// <summary>A batch's attempt is in its row before anybody is shown it.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Attempt_OfARetriedBatch_IsInTheRowBeforeItIsShown(Rows rows)
    {
        var rounds = 0;
        var looks = new AttemptLooks();
        await using var work = await HostAtWork.StartAsync(rows, services =>
        {
            Gates.Before("summary", (_, _) =>
                ++rounds == 1 ? throw new IOException("It may pass.") : Task.CompletedTask)(services);
            services.AddSingleton<IPipelineTransitionHandler>(looks);
        }, "--Pipeline:Retries", "0");
        looks.Place = work.Place;
        var batch = (await work.Client.CreateBatchAsync(BatchClient.Files(1), HostAtWork.All)).Body.Id();
        Assert.Equal("failed", (await work.Client.EndBatchAsync(batch)).Status());
        await work.Client.PostAsync($"/api/v2/batches/{batch}/retry");
        Assert.Equal("completed", (await work.Client.EndBatchAsync(batch)).Status());

        await Eventually.HoldsAsync(() => looks.Seen.Any(static look => look.Shown == 2), "the attempt is looked at");
        Assert.DoesNotContain(looks.Seen, static look => look.Shown > 1 && look.Row < look.Shown);
    }

    /// <summary>As where the process dies between the end of a file's row and what is shown of it.</summary>
    [Fact]
    public async Task Kill_AfterAFileOfABatchCompletedThatWasNotShown_ItIsShownCompleted()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        JsonNode file;
        await using (var host = await place.StartChildAsync(EachPage))
        {
            using var client = host.As(User);
            file = (await client.CreateBatchAsync(BatchClient.Files(1, 300), HostAtWork.All)).Body["documents"]![0]!;
            await UntilParsingAsync(client, file);
            await Eventually.HoldsAsync(
                () => place.Count("pipelines WHERE state_status = 'processing'") == 1, "the shown state is kept");
            await host.KillAsync();
        }

        place.Change("UPDATE pipelines SET status = 'completed', ended_at = 1");
        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);

        var state = await again.UntilEndAsync((string)file["pipeline_id"]!);
        Assert.True(state.Status() == "completed", $"{state}");
    }

    /// <summary>What rests was kept as it was shown: restarts do not count.</summary>
    [Fact]
    public async Task Kill_WithABatchAtRest_StaysInItsAttempt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        string id;
        await using (var host = await place.StartChildAsync(EachPage))
        {
            using var client = host.As(User);
            id = (await client.CreateBatchAsync(BatchClient.Files(2, 300), HostAtWork.All)).Body.Id();
            await client.PostAsync($"/api/v2/batches/{id}/interrupt");
            await client.UntilAsync(id, "interrupted");
            await EventuallyKeptAsync(place, "interrupted");
            await host.KillAsync();
        }

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var restored = (await again.BatchAsync(id))["state"]!;
        Assert.Equal(("interrupted", 1), (restored.Status(), (int)restored["attempt"]!));
        await again.PostAsync($"/api/v2/batches/{id}/resume");
        Assert.Equal("completed", (await again.EndBatchAsync(id)).Status());
    }
}
