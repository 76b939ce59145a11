using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DocumentPipelineHost.Tests.Host;

public sealed class PeopleTests(EmbeddedHost host) : IClassFixture<EmbeddedHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/documents/{0}")]
    [InlineData("/api/v2/documents/{0}/content")]
    [InlineData("/api/v2/documents/{0}/summary")]
    [InlineData("/api/v2/documents/{0}/chunks")]
    [InlineData("/api/v2/documents/{0}/analysis")]
    [InlineData("/api/v2/documents/{0}/pipeline/{1}/progress")]
    public async Task AnotherUsersDocument_ByAnyCall_IsNotFound(string path)
    {
        using var owner = host.Host.As($"owner-{Guid.NewGuid():N}");
        using var stranger = host.Host.As("stranger");
        var upload = await owner.UploadAsync(
            Texts.English, "mine.md", ("generate_summary", "true"), ("create_index", "true"));
        await owner.EndAsync(upload);

        var address = string.Format(
            System.Globalization.CultureInfo.InvariantCulture, path, upload["document_id"],
            upload["processing_pipeline"]!["pipeline_id"]);

        Assert.Equal((404, "not_found"), await stranger.ProblemAsync(address));
        using var deleted = await stranger.Http.DeleteAsync($"/api/v1/documents/{upload["document_id"]}", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, deleted.StatusCode);
    }

    [Fact]
    public async Task Documents_WithoutAnIdentity_AreRefused()
    {
        using var nobody = new HostClient(host.Host.Address, null);

        Assert.Equal((401, "unauthorized"), await nobody.ProblemAsync("/api/v2/documents"));
    }

    [Fact]
    public async Task Session_OpenedInDevelopment_IsUser1AndCanBeSwitched()
    {
        using var browser = new HostClient(host.Host.Address, null);

        var first = await browser.GetAsync("/api/v1/session");
        browser.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await browser.Http.PostAsJsonAsync(
            "/api/v1/session", new { user_id = "user-2" }, Cancellation);
        var second = await browser.GetAsync("/api/v1/session");

        Assert.Equal("user-1", (string?)first["user_id"]);
        Assert.Equal(["user-1", "user-2", "admin"], first["users"]!.AsArray().Select(user => (string)user!["id"]!));
        Assert.True((bool)first["development"]!);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("user-2", (string?)second["user_id"]);
    }

    [Fact]
    public async Task Session_SignedIn_BeatsTheHeader()
    {
        using var browser = new HostClient(host.Host.Address, null);
        await browser.GetAsync("/api/v1/session");

        browser.Http.DefaultRequestHeaders.Add("X-USER-ID", "admin");

        Assert.Equal("user-1", (string?)(await browser.GetAsync("/api/v1/session"))["user_id"]);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("X-CSRF", "1", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://{host}", HttpStatusCode.Forbidden)] // another scheme is another origin
    [InlineData("Origin", "http://{host}", HttpStatusCode.OK)]
    [InlineData("X-Other", "1", HttpStatusCode.Forbidden)]
    public async Task CookieWrite_FromElsewhere_IsRefused(string header, string value, HttpStatusCode status)
    {
        using var browser = new HostClient(host.Host.Address, null);
        await browser.GetAsync("/api/v1/session");
        browser.Http.DefaultRequestHeaders.Add(
            header, value.Replace("{host}", host.Host.Address.Authority, StringComparison.Ordinal));

        using var answer = await browser.PostAsync(Texts.Unique("A text."), "csrf.txt");

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Page_WithoutABuild_SaysWhatToInstall()
    {
        using var browser = new HostClient(host.Host.Address, null);

        browser.Http.DefaultRequestHeaders.Add("Accept", "text/html");
        using var answer = await browser.Http.GetAsync("/documents/anything", Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Node.js", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.StartsWith(
            "default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal
        );
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), cookie =>
            cookie.StartsWith("dpa-session=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/favicon.ico", "Sec-Fetch-Dest", "image")]
    [InlineData("/anything", "Sec-Fetch-Dest", "empty")]
    [InlineData("/favicon.ico", "Accept", "image/avif,*/*")]
    [InlineData("/", "Accept", "*/*")]
    public async Task Request_ThatAsksForNoPage_SignsNobodyIn(string path, string header, string value)
    {
        using var browser = new HostClient(host.Host.Address, null);
        browser.Http.DefaultRequestHeaders.Add(header, value);

        using var answer = await browser.Http.GetAsync(path, Cancellation);

        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    /// <summary>
    /// A page of another site that gave this machine a name of its own (DNS rebinding) is nobody here.
    /// </summary>
    [Theory]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.BadRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:8200", HttpStatusCode.OK)]
    [InlineData("[::1]:8200", HttpStatusCode.OK)]
    public async Task Host_InDevelopment_IsThisMachineOnly(string name, HttpStatusCode status)
    {
        using var browser = new HostClient(host.Host.Address, "user-1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v2/documents") { Headers = { Host = name } };

        using var answer = await browser.Http.SendAsync(request, Cancellation);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/v2/nothing", 404, "unknown_route")]
    [InlineData("PUT", "/api/v1/documents", 405, "method_not_allowed")]
    [InlineData("GET", "/api/v1/documents?limit=abc", 400, "bad_request")]
    [InlineData("GET", "/api/v1/documents?limit=0", 400, "invalid_parameter")]
    [InlineData("GET", "/api/v2/documents?cursor=!!", 400, "invalid_parameter")]
    [InlineData("POST", "/anything", 405, "method_not_allowed")]
    public async Task Request_ThatCannotBe_IsAProblemWithCodeAndSuggestion(
        string method, string path, int status, string code)
    {
        using var client = host.Host.As("asker");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await client.Http.SendAsync(request, Cancellation);

        Assert.Equal((status, code), await HostClient.ProblemAsync(answer));
    }

    [Fact]
    public async Task Problem_ForAChineseReader_IsInChinese()
    {
        using var client = host.Host.As("asker");
        client.Http.DefaultRequestHeaders.Add("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8");

        using var answer = await client.PostAsync([], "empty.txt");

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal("文件为空。", (string?)problem["title"]);
    }

    [Theory]
    [InlineData("/api/v1/health")]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/api/v2/options")]
    [InlineData("/api/v2/messages")]
    public async Task OpenCall_WithoutAnIdentity_Answers(string path)
    {
        using var nobody = new HostClient(host.Host.Address, null);

        using var answer = await nobody.Http.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
