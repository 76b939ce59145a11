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

/// <summary>What was shown of a document does not go back after a crash.</summary>
public sealed class ShownBeforeCrashTests : ShownBeforeCrashTest
{
    /// <summary>As where the process dies between the row's end and what is shown of it.</summary>
    [Fact]
    public async Task Kill_AfterACancelThatWasNotShown_ItsEndIsOfANewAttempt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var upload = await KillWhileParsingAsync(place);
        place.Change("UPDATE pipelines SET status = 'cancelled', ended_at = 1");

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var state = await again.StateAsync(upload);

        Assert.Equal(
            ("cancelled", 2, 2), (state.Status(), (int)state["attempt"]!, (int)state.Stage("parse")["attempt"]!));
        Assert.Equal("cancelled", state.Stage("parse").Status());
    }

    /// <summary>As where the process dies after it showed that it cancels, and before the row says so.</summary>
    [Fact]
    public async Task Kill_WhileItIsBeingCancelled_IsCancelledAndStartsNothing()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var upload = await KillWhileParsingAsync(place);
        var kept = place.State("pipelines");
        kept["status"] = "cancelling";
        place.Change(
            "UPDATE pipelines SET state = $state, state_status = 'cancelling'",
            ("$state", JsonSerializer.SerializeToUtf8Bytes(kept)));

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);

        Assert.Equal("cancelled", (await again.EndAsync(upload)).Status());
        Assert.Equal(1, place.Count("pipelines WHERE status = 'cancelled' AND ended_at IS NOT NULL"));
        Assert.Equal(0, place.Count("pages"));
    }

    /// <summary>As where the process dies after it showed that a stage began, and before it kept that.</summary>
    [Fact]
    public async Task Kill_AfterAStageThatWasShownAndNotKept_ItsAttemptDoesNotGoBack()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var upload = await KillWhileParsingAsync(place);
        var kept = place.State("pipelines");
        var parse = kept.Stage("parse");
        (parse["status"], parse["attempt"], parse["progress"], parse["started_at"]) = ("pending", 0, 0.0, null);
        place.Change("UPDATE pipelines SET state = $state", ("$state", JsonSerializer.SerializeToUtf8Bytes(kept)));

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var state = await again.StateAsync(upload);

        Assert.Equal((2, 1), ((int)state["attempt"]!, (int)state.Stage("parse")["attempt"]!));
        Assert.Equal("completed", (await again.EndAsync(upload)).Status());
    }

    /// <summary>As where the process dies after it showed a new attempt (a retry), and before it kept that.</summary>
    [Fact]
    public async Task Kill_AfterAnAttemptThatWasShownAndNotKept_TheNextOneIsAfterIt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var upload = await KillWhileParsingAsync(place);
        place.Change("UPDATE pipelines SET attempts = 2");

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);

        Assert.Equal(3, (int)(await again.StateAsync(upload))["attempt"]!);
        Assert.Equal("completed", (await again.EndAsync(upload)).Status());
    }

    /// <summary>An attempt is in the row before anybody is shown it.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Attempt_OfARetry_IsInTheRowBeforeItIsShown(Rows rows)
    {
        var announced = new List<(int Shown, long Row)>();
        HostPlace? place = null;
        await using var work = await HostAtWork.StartAsync(rows, Gates.Before("summary", (stage, _) =>
        {
            announced.Add((stage.Run.State.Attempt, place!.Scalar("SELECT attempts FROM pipelines")));
            return announced.Count < 4 ? throw new IOException("It may pass.") : Task.CompletedTask;
        }), "--Pipeline:RetryDelay", "00:00:00.010", "--Pipeline:Retries", "2");
        place = work.Place;
        var upload = await work.Client.UploadAsync(Texts.English, "retried.md", HostAtWork.All);
        Assert.Equal("failed", (await work.Client.EndAsync(upload)).Status());
        Assert.Equal(200, (await work.Client.ControlAsync(upload, "retry")).Status);
        Assert.Equal("completed", (await work.Client.EndAsync(upload)).Status());

        Assert.Equal([(1, 1L), (2, 2L), (3, 3L), (4, 4L)], announced);
    }

    /// <summary>As where the process dies after it showed an upload, and before it kept anything of it.</summary>
    [Fact]
    public async Task Kill_AfterAnUploadThatWasShownAndNotKept_ItsStagesDoNotGoBack()
    {
        var pipeline = Guid.NewGuid().ToString();
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        JsonNode seen;
        await using (var host = await place.StartChildAsync(EachPage))
        {
            using var client = host.As(User);
            using var socket = new TcpClient();
            await socket.ConnectAsync(host.Address.Host, host.Address.Port, Cancellation);
            await socket.GetStream().WriteAsync(BrokenUpload.Half(pipeline, User), Cancellation);
            seen = await client.UntilAsync(pipeline, "processing");
            await host.KillAsync();
        }

        place.Change("UPDATE pipelines SET state = NULL, state_status = '', state_epoch = '', state_version = 0");
        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var state = await again.UntilAsync(pipeline, "failed");

        Assert.Equal("upload_aborted", (string?)state["error_info"]!["code"]);
        foreach (var stage in seen["stages"]!.AsArray())
        {
            var now = state.Stage((string)stage!["id"]!);
            var (before, after) = (((int)stage["attempt"]!, 0.0), ((int)now["attempt"]!, (double)now["progress"]!));
            Assert.True(after.CompareTo(before) >= 0, $"{stage["id"]} went back from {before} to {after}");
        }
    }

    [Fact]
    public async Task Kill_WhileAFileComesIn_ItsFailureIsOfANewAttempt()
    {
        var pipeline = Guid.NewGuid().ToString();
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using (var host = await place.StartChildAsync(EachPage))
        {
            using var client = host.As(User);
            using var socket = new TcpClient();
            await socket.ConnectAsync(host.Address.Host, host.Address.Port, Cancellation);
            await socket.GetStream().WriteAsync(BrokenUpload.Half(pipeline, User), Cancellation);
            await client.UntilAsync(pipeline, "processing");
            await Eventually.HoldsAsync( // what is shown is kept a moment later
                () => place.Count("pipelines WHERE state_status = 'processing'") == 1, "the shown state is kept");
            await host.KillAsync();
        }

        await using var next = await place.StartChildAsync(EachPage);
        using var again = next.As(User);
        var state = await again.UntilAsync(pipeline, "failed");

        Assert.Equal("upload_aborted", (string?)state["error_info"]!["code"]);
        Assert.Equal((2, 2), ((int)state["attempt"]!, (int)state.Stage("upload")["attempt"]!));
    }
}
