using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Instances;

namespace DocumentPipelineHost.Tests.Deployment;

/// <summary>
/// compose.yaml without Docker: its programs with its keys, as processes. A key that nobody reads would leave two hosts
/// alone, or the proxy without hosts.
/// </summary>
public sealed class ComposedTests
{
    private const string User = "admin";
    private const int LargeBytes = 40 << 20; // beyond what a proxy takes by itself
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoHostsBehindTheProxy_AreOneForAPage()
    {
        await using var composed = await ComposedHosts.StartAsync();
        using var admin = new People.Person(composed.Of("proxy"));
        var environment = ComposeFile
            .Read()
            .First(static service => service.Assembly == "DocumentPipelineHost")
            .Environment;
        using var signedIn = await admin.SignInAsync(
            environment["Accounts__FirstName"], environment["Accounts__FirstPassword"]);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        using var spoofer = new HostClient(composed.Of("proxy"), User);
        // its header is nothing in Production
        Assert.Equal((401, "unauthorized"), await spoofer.ProblemAsync("/api/v2/documents"));
        var proxied = admin.Client;
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, Cancellation);
        var uploads = new List<JsonNode>();
        for (var i = 0; i < 4; i++)
            uploads.Add(
                await proxied.UploadAsync(
                    pdf, "turn.pdf", ("project_id", $"{i}"), ("create_index", "true"), ("generate_summary", "true")));
        var pipelines = uploads
            .Select(static upload => (string)upload["processing_pipeline"]!["pipeline_id"]!)
            .ToList();
        await using var one = new Follower(User, admin.Cookie, pipelines, composed.Of("proxy"));
        await using var two = new Follower(User, admin.Cookie, pipelines, composed.Of("proxy"));
        await one.EndAsync(Limit);
        await two.EndAsync(Limit);

        foreach (var (upload, pipeline) in uploads.Zip(pipelines))
        {
            Assert.True(JsonNode.DeepEquals(one.Last(pipeline)["stages"], two.Last(pipeline)["stages"]));
            // Twice: once from each host, whichever kept it.
            for (var host = 0; host < 2; host++)
                Assert.Equal(
                    pdf,
                    await proxied.Http.GetByteArrayAsync(
                        $"/api/v2/documents/{upload["document_id"]}/content", Cancellation));
        }

        await PassesLargeUploadsAsync(proxied);
        Assert.Equal(
            WebSocketState.Open,
            await OpenAsync(composed.Of("proxy"), admin.Cookie, $"http://{composed.Of("proxy").Authority}")
        );
        Assert.Equal(
            WebSocketState.Closed,
            await OpenAsync(composed.Of("proxy"), admin.Cookie, "http://elsewhere.example")
        );
        Assert.Equal(
            (2, 200, 4),
            (composed.Place.Count("instances"), composed.Place.Count("pages"), composed.Place.Count("summaries")));
    }

    private static async Task PassesLargeUploadsAsync(HostClient proxied)
    {
        var text = new byte[LargeBytes];
        Array.Fill(text, (byte)'x');
        Assert.Equal(LargeBytes, (long)(await proxied.UploadAsync(text, "large.txt"))["size"]!);
    }

    private static async Task<WebSocketState> OpenAsync(Uri proxy, string cookie, string origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin);
        socket.Options.SetRequestHeader("Cookie", cookie);
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{proxy.Authority}/api/v1/ws/{User}"), Cancellation);
        }
        catch (WebSocketException)
        {
            Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        }

        return socket.State;
    }
}
