using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Wire;

/// <summary>
/// What a script written for DPA V2 does, message for message, with nothing but HTTP and a WebSocket.
/// </summary>
public sealed class V2WireTests
{
    private const string User = "wire-script";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task V2Script_UploadsAndFollowsADocument_SeesEachStageToItsEnd(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartChildAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        await using var socket = new V2Connection();
        await socket.OpenAsync(host.Address, User, limit.Token);
        Assert.Null(socket.SubProtocol);
        var connection = await socket.ReadAsync(limit.Token);
        Assert.Equal(
            ("connection", "connected", User),
            ((string?)connection["type"], (string?)connection["status"], (string?)connection["user_id"]));

        await socket.SendAsync(new() { ["type"] = "ping", ["timestamp"] = "2024-05-06T07:08:09Z" }, limit.Token);
        Assert.Equal("2024-05-06T07:08:09Z", (string?)(await socket.ReadAsync("pong", limit.Token))["timestamp"]);

        using var http = host.As(User); // the header X-USER-ID
        var upload = await http.UploadAsync(
            await File.ReadAllBytesAsync(Assets.FiftyPages, limit.Token), "handbook.pdf", ("project_id", "wire"),
            ("upload_only", "false"), ("generate_summary", "true"), ("create_index", "true"), ("deep_analysis", "false")
        );
        var document = (string)upload["document_id"]!;
        var pipeline = (string)upload["processing_pipeline"]!["pipeline_id"]!;
        await socket.SendAsync(new() { ["type"] = "subscribe_pipeline", ["pipeline_id"] = pipeline }, limit.Token);
        var frame = await socket.ReadAsync("pipeline_progress", limit.Token);
        Assert.Equal((pipeline, document), ((string?)frame["pipeline_id"], (string?)frame["document_id"]));

        var watch = new ProgressWatch();
        watch.Take(frame);
        while (!watch.Completed)
            watch.Take(await socket.ReadAsync(limit.Token));

        Assert.Contains(watch.Overall, overall => overall is > 0 and < 100);
        Assert.Equal(100, watch.Overall[^1]);
        foreach (var stage in (string[])["parse", "index", "summary"])
            Assert.Equal("completed", watch.StageStatuses[stage][^1]);

        await socket.SendAsync(new() { ["type"] = "unsubscribe_pipeline", ["pipeline_id"] = pipeline }, limit.Token);
        Assert.Equal(
            pipeline, (string?)(await socket.ReadAsync("unsubscription_confirmed", limit.Token))["pipeline_id"]);
    }
}
