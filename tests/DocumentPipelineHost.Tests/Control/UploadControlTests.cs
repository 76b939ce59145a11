using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Storage;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>Control of a pipeline whose file is still coming in.</summary>
public sealed class UploadControlTests
{
    private const string User = HostAtWork.User;

    private const string AfterUpload =
        "The file is still coming in; if anything is to be done with it, that waits until it is resumed.";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Cancel_WhileTheFileComesIn_StoresNothingAndEndsTheUpload(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync();
        await using var other = rows == Rows.Shared ? await place.StartAsync() : null;
        using var controller = (other ?? host).As(User);
        var pipeline = Guid.NewGuid().ToString();
        using var upload = new TcpClient();
        await upload.ConnectAsync(host.Address.Host, host.Address.Port, Cancellation);
        await upload.GetStream().WriteAsync(BrokenUpload.Half(pipeline, User), Cancellation);
        var state = await controller.UntilAsync(pipeline, "processing");

        var (status, body) = await controller.PostAsync(
            $"/api/v2/documents/{state["document_id"]}/pipeline/{pipeline}/cancel");

        Assert.Equal((200, "cancelled"), (status, (string?)body["state"]!["status"]));
        // before the rest of the file was sent
        Assert.Contains("upload_cancelled", await AnswerAsync(upload.GetStream()), StringComparison.Ordinal);
        Assert.Equal(
            (0, 1),
            (place.Count("documents"), place.Count("pipelines WHERE status = 'cancelled' AND ended_at IS NOT NULL")));
        Assert.Empty(place.Folder.Files("originals"));
        var (again, conflict) = await controller.PostAsync(
            $"/api/v2/documents/{state["document_id"]}/pipeline/{pipeline}/retry");
        Assert.Equal((409, "nothing_stored"), (again, (string?)conflict["code"]));
    }

    /// <summary>The server reads on after the answer; the connection serves the next request.</summary>
    [Fact]
    public async Task Cancel_WhileTheFileComesIn_KeepsTheConnection()
    {
        using var log = new LogLines();
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartAsync(services => services.AddSingleton<ILoggerProvider>(log));
        using var client = host.As(User);
        var pipeline = Guid.NewGuid().ToString();
        var half = BrokenUpload.Half(pipeline, User);
        var head = half.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        using var upload = new TcpClient();
        await upload.ConnectAsync(host.Address.Host, host.Address.Port, Cancellation);
        var stream = upload.GetStream();
        await stream.WriteAsync(half, Cancellation);
        var state = await client.UntilAsync(pipeline, "processing");
        await client.PostAsync($"/api/v2/documents/{state["document_id"]}/pipeline/{pipeline}/cancel");
        Assert.Contains("upload_cancelled", await AnswerAsync(stream), StringComparison.Ordinal);

        await stream.WriteAsync(new byte[BrokenUpload.Announced - (half.Length - head)], Cancellation);
        await stream.WriteAsync(
            "GET /api/v2/options HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancellation);

        Assert.Contains("200 OK", await AnswerAsync(stream, "200 OK"), StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, static line => line.Contains("Reading is already", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Interrupt_WhileTheFileComesIn_StoresItAndWaitsForResume(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        using var file = new SlowFile(Texts.Long(20));
        var pipeline = Guid.NewGuid().ToString();
        var sending = SendAsync(client.Http, file, pipeline);
        var path =
            $"/api/v2/documents/{(await client.UntilAsync(pipeline, "processing"))["document_id"]}/pipeline/{pipeline}";

        var asked = StatusAndMessage(await client.PostAsync($"{path}/interrupt"));

        Assert.Equal((202, AfterUpload), asked);
        file.Release();
        var (status, answer) = await sending;
        Assert.Equal(
            (200, "Uploaded; processing is interrupted until it is resumed."), (status, (string?)answer["message"]));
        var state = await client.UntilAsync(pipeline, "interrupted");
        Assert.Equal(("completed", 0), (state.Stage("upload").Status(), (int)state.Stage("parse")["attempt"]!));
        Assert.Equal((0, 1), (place.Count("pages"), place.Count("documents")));
        Assert.Equal(200, (await client.PostAsync($"{path}/resume")).Status);
        await client.UntilAsync(pipeline, "completed");
    }

    /// <summary>There is nothing to interrupt: it completes, and no answer says otherwise.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Interrupt_OfAnUploadWithoutProcessing_IsNotReportedAsDone(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        using var file = new SlowFile(Texts.Long(20));
        var pipeline = Guid.NewGuid().ToString();
        var sending = SendAsync(client.Http, file, pipeline, "upload_only");
        var document = (await client.UntilAsync(pipeline, "processing"))["document_id"];

        var interrupting = client.PostAsync($"/api/v2/documents/{document}/pipeline/{pipeline}/interrupt");
        await Eventually.HoldsAsync(
            () => place.Count("pipelines WHERE interrupt_asked") == 1,
            "the interrupt is noted", TimeSpan.FromSeconds(30));
        file.Release();

        Assert.Equal(200, (await sending).Status);
        var (status, answer) = await interrupting;
        Assert.Contains((status, (string?)answer["code"]), ((int, string?)[])[(409, "pipeline_ended"), (202, null)]);
        if (status == 202)
            Assert.Equal(AfterUpload, (string?)answer["message"]);
        await client.UntilAsync(pipeline, "completed");
    }

    [Fact]
    public async Task Join_OfAnInterruptedBatch_SaysThatItsProcessingWaits()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var client = work.Client;
        var batch = (await client.CreateBatchAsync([], ("count", "1"))).Body.Id();
        Assert.Equal(200, (await client.PostAsync($"/api/v2/batches/{batch}/interrupt")).Status);

        var upload = await client.UploadAsync(
            Texts.English, "cranes.md", ("batch_id", batch), ("create_index", "true"));

        Assert.Equal("Uploaded; processing is interrupted until it is resumed.", (string?)upload["message"]);
    }

    private static (int, string?) StatusAndMessage((int Status, JsonNode Body) answer) =>
        (answer.Status, (string?)answer.Body["message"]);

    private static async Task<string> AnswerAsync(NetworkStream stream, string until = "\"code\"")
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var reader = new StreamReader(stream, leaveOpen: true);
        var answer = new System.Text.StringBuilder();
        for (
            var line = await reader.ReadLineAsync(limit.Token);
            line is not null;
            line = await reader.ReadLineAsync(limit.Token))
        {
            answer.AppendLine(line);
            if (line.Contains(until, StringComparison.Ordinal))
                break;
        }

        return answer.ToString();
    }

    private static async Task<(int Status, JsonNode Body)> SendAsync(
        HttpClient http, HttpContent file, string pipeline, string option = "create_index")
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(pipeline), "pipeline_id" },
            { new StringContent("true"), option },
            { file, "file", "slow.txt" },
        };
        using var answer = await http.PostAsync("/api/v2/documents/upload", form, Cancellation);
        return ((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!);
    }
}
