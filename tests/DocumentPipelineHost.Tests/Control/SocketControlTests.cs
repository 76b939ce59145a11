using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Tus;
using DocumentPipelineHost.Tests.Wire;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>The socket's <c>control</c>, from the instance that works and from the other one.</summary>
public sealed class SocketControlTests
{
    private const string User = "user-1";
    private static readonly string[] EachPage = HostAtWork.EachPage;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Control_OverTheSocket_DoesWhatTheCallsDo(Rows rows)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync(EachPage);
        await using var other = rows == Rows.Shared ? await place.StartAsync(EachPage) : null;
        using var client = host.As(User);
        await using var socket = new V2Connection();
        await socket.OpenAsync((other ?? host).Address, User, limit.Token);
        var upload = await client.UploadAsync(
            Texts.Long(), "long.txt", ("create_index", "true"), ("generate_summary", "true"));
        var pipeline = (string)upload["processing_pipeline"]!["pipeline_id"]!;
        await client.UntilStageAsync(upload, "parse", 3);

        await AskAsync(socket, pipeline, "interrupt", limit.Token);
        await client.UntilAsync(pipeline, "interrupted");
        Assert.InRange(place.Count("pages"), 1, 399);
        await AskAsync(socket, pipeline, "resume", limit.Token);
        await client.UntilStageAsync(upload, "parse", 10);
        await AskAsync(socket, pipeline, "cancel", limit.Token);
        await client.UntilAsync(pipeline, "cancelled");
        Assert.Equal((0, 1), (place.Count("pages"), place.Count("pipelines WHERE status = 'cancelled'")));
        await AskAsync(socket, pipeline, "retry", limit.Token);
        var ended = await client.UntilAsync(pipeline, "completed");

        Assert.Equal(2, (int)ended["attempt"]!);
        Assert.Equal(400, place.Count("pages"));
    }

    /// <summary>
    /// The file still comes in, piece by piece: what was asked over the socket holds once it is stored.
    /// </summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Interrupt_DuringAResumableUpload_StoresItAndWaitsForResume(Rows rows)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync();
        await using var other = rows == Rows.Shared ? await place.StartAsync() : null;
        using var client = host.As(User);
        await using var socket = new V2Connection();
        await socket.OpenAsync((other ?? host).Address, User, limit.Token);
        var pipeline = Guid.NewGuid().ToString();
        var text = Texts.Long(20);
        var url = await client.CreateUploadAsync(
            text.Length, ("filename", "held.txt"), ("pipeline_id", pipeline), ("create_index", "true"));
        (await client.PatchAsync(url, 0, text[..100])).Dispose();
        await client.UntilAsync(pipeline, "processing");

        await AskAsync(socket, pipeline, "interrupt", limit.Token);
        using var last = await client.PatchAsync(url, 100, text[100..]);

        var state = await client.UntilAsync(pipeline, "interrupted");
        Assert.Equal(("completed", 0), (state.Stage("upload").Status(), (int)state.Stage("parse")["attempt"]!));
        Assert.Equal((1, 0), (place.Count("documents"), place.Count("pages")));
        var document = TusClient.Header(last, "Dpa-Document-Id");
        Assert.Equal(text, await client.Http.GetByteArrayAsync($"/api/v2/documents/{document}/content", limit.Token));
        await AskAsync(socket, pipeline, "resume", limit.Token);
        await client.UntilAsync(pipeline, "completed");
        Assert.Equal(20, place.Count("pages"));
    }

    private static async Task AskAsync(V2Connection socket, string pipeline, string action, CancellationToken ct)
    {
        await socket.SendAsync(
            new JsonObject
            {
                ["type"] = "control",
                ["pipeline_id"] = pipeline,
                ["action"] = action,
                ["request_id"] = action,
            },
            ct);
        while (true)
        {
            var frame = await socket.ReadAsync(ct);
            if ((string?)frame["request_id"] != action)
                continue;
            Assert.Equal("control_accepted", (string?)frame["type"]);
            return;
        }
    }
}
