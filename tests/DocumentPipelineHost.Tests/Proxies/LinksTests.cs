using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Tus;

namespace DocumentPipelineHost.Tests.Proxies;

/// <summary>Whatever address the host writes while it is under a base path is below it, and can be followed.</summary>
public sealed class LinksTests
{
    private const string Base = "/app";

    /// <summary>What a walk must not do, or what has no end.</summary>
    private static readonly string[] Left =
        ["DELETE /api/v1/session", "GET /api/v1/pipelines/events", "POST /api/v1/session"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryAddressOfAnAnswer_UnderABasePath_IsBelowIt()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, "--Proxies:PathBase", Base);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = Client(host, handler);
        var owned = await OwnAsync(http);
        var found = new List<string>();

        var paths = (await http.GetFromJsonAsync<JsonNode>("openapi/v1.json", Cancellation))!;
        foreach (var server in paths["servers"]!.AsArray())
            Assert.EndsWith(Base, ((string)server!["url"]!).TrimEnd('/'), StringComparison.Ordinal);
        foreach (var (path, calls) in paths["paths"]!.AsObject())
        {
            var methods = calls!.AsObject().Select(static call => call.Key.ToUpperInvariant());
            foreach (var method in methods.Where(method => !Left.Contains($"{method} {path}")))
                found.AddRange(await AddressesAsync(http, new HttpMethod(method), path, owned));
        }

        Assert.All(found, static address => Assert.StartsWith($"{Base}/", address, StringComparison.Ordinal));
        // problems name their call, tus its uploads
        Assert.True(found.Distinct().Count() >= 8, string.Join('\n', found));
    }

    [Fact]
    public async Task LinkOfA409_UnderABasePath_LeadsToWhatIsInTheWay()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, "--Proxies:PathBase", Base);
        using var handler = new SocketsHttpHandler();
        using var http = Client(host, handler);
        var owned = await OwnAsync(http);

        using var refused = await http.PostAsync(
            $"api/v1/documents/{owned["document_id"]}/operations/summary/execute", null, Cancellation);

        var problem = (await refused.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.Equal((409, "pipeline_active"), ((int)refused.StatusCode, (string?)problem["code"]));
        Assert.StartsWith($"{Base}/api/", (string)problem["link"]!, StringComparison.Ordinal);
        Assert.Equal(refused.RequestMessage!.RequestUri!.AbsolutePath, (string?)problem["instance"]);
        var followed = (await http.GetFromJsonAsync<JsonNode>((string)problem["link"]!, Cancellation))!;
        Assert.Equal(
            ("interrupted", owned["pipeline_id"]), ((string?)followed["status"], (string?)followed["pipeline_id"]));
    }

    private static HttpClient Client(TestHost host, HttpMessageHandler handler) => new(handler)
    {
        BaseAddress = new Uri(host.Address, $"{Base}/"),
        DefaultRequestHeaders = { { "X-USER-ID", "user-1" } },
    };

    /// <summary>A document whose processing a person has interrupted, and an upload.</summary>
    private static async Task<Dictionary<string, string>> OwnAsync(HttpClient http)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("true"), "create_index" },
            { new StringContent("true"), "generate_summary" },
            { new ByteArrayContent(Texts.Long()), "file", "long.txt" },
        };
        using var answer = await http.PostAsync("api/v2/documents/upload", form, Cancellation);
        var upload = (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        var (document, pipeline) = (
            (string)upload["document_id"]!, (string)upload["processing_pipeline"]!["pipeline_id"]!);
        using var interrupted = await http.PostAsync(
            $"api/v2/documents/{document}/pipeline/{pipeline}/interrupt", null, Cancellation);
        Assert.True(interrupted.IsSuccessStatusCode, await interrupted.Content.ReadAsStringAsync(Cancellation));
        using var request = TusRequest.Create(10, ("filename", "path.txt"));
        request.RequestUri = new Uri(http.BaseAddress!, "api/v2/uploads");
        using var created = await http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["document_id"] = document, ["pipeline_id"] = pipeline, 
            ["id"] = TusClient.IdOf(created.Headers.Location!.ToString()),
        };
    }

    private static async Task<IReadOnlyList<string>> AddressesAsync(
        HttpClient http, HttpMethod method, string path, Dictionary<string, string> owned)
    {
        if (method == HttpMethod.Delete)
        {
            path = path.Replace("{document_id}", "none", StringComparison.Ordinal)
                .Replace("{id}", "none", StringComparison.Ordinal);
        }


        foreach (var (name, id) in owned)
            path = path.Replace($"{{{name}}}", id, StringComparison.Ordinal);
        var known = path.Replace("{operation}", "summary", StringComparison.Ordinal)
            .Replace("{batch_id}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
        using var request = TusRequest.With(
            new HttpRequestMessage(method, known.TrimStart('/')), ("Upload-Length", "10"));
        if (method == HttpMethod.Post || method == HttpMethod.Put || method == HttpMethod.Patch)
            request.Content = JsonContent.Create(new { });
        using var answer = await http.SendAsync(request, Cancellation);
        var found = new List<string>();
        if (answer.Headers.Location is { } location)
            found.Add(location.IsAbsoluteUri ? location.AbsolutePath : location.ToString());
        if (answer.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json")
            Collect(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation)), found);
        return found;
    }

    /// <summary>Every text that is an address of this host.</summary>
    private static void Collect(JsonNode? node, List<string> found)
    {
        if (node is JsonObject members)
            members.ToList().ForEach(member => Collect(member.Value, found));
        else if (node is JsonArray items)
            items.ToList().ForEach(item => Collect(item, found));
        else if (node is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith('/'))
            found.Add(text);
    }
}
