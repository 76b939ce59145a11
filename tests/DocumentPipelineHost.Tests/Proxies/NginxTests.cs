using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.People;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Tus;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Proxies;

/// <summary>The host in Production behind a real nginx.</summary>
public sealed partial class NginxTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TlsEndsAtTheProxy_AsDocumented_PeopleSignInAndSocketsOpen()
    {
        await using var nginx = new NginxServer();
        await using var production = await StartAsync(nginx, "--Proxies:Known", "127.0.0.1");
        using var anna = new Person(nginx.Documented);

        using var signedIn = await anna.SignInAsync(ProductionHost.Anna, ProductionHost.Password);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        using var socket = await anna.OpenSocketAsync(ProductionHost.Anna);
        anna.Http.DefaultRequestHeaders.Remove("Sec-Fetch-Site"); // an older browser: the origin alone says it
        anna.Http.DefaultRequestHeaders.Add("Origin", nginx.Documented.GetLeftPart(UriPartial.Authority));
        var upload = await anna.Client.UploadAsync(Texts.Unique("Over TLS."), "tls.txt", ("create_index", "true"));

        Assert.Equal(WebSocketState.Open, socket.State);
        Assert.Equal("completed", (string?)(await anna.Client.EndAsync(upload))["status"]);
    }

    [Fact]
    public async Task TlsEndsAtTheProxy_ThatIsNotKnown_SaysWhatToSet()
    {
        await using var nginx = new NginxServer();
        await using var production = await StartAsync(nginx, "--Proxies:Known", "10.11.12.13");
        using var elsewhere = new Person(nginx.Documented);
        elsewhere.Http.DefaultRequestHeaders.Host = "documents.example";

        using var answer = await elsewhere.SignInAsync(ProductionHost.Anna, ProductionHost.Password);

        Assert.Equal((400, "https_required"), await HostClient.ProblemAsync(answer));
    }

    /// <summary>K10 of the review: the default <c>proxy_pass</c>, and <c>Host $host</c> on another port.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ProxyThatSaysNothing_OriginNotAllowedThenAllowed_StreamsOpen(bool isAllowed)
    {
        await using var nginx = new NginxServer();
        string[] allowed =
        [
            "--DpaRealtime:AllowedOrigins:0", nginx.Plain.GetLeftPart(UriPartial.Authority),
            "--DpaRealtime:AllowedOrigins:1", nginx.WithoutPort.GetLeftPart(UriPartial.Authority),
        ];
        await using var production = await StartAsync(nginx, isAllowed ? allowed : []);

        foreach (var address in (Uri[])[nginx.Plain, nginx.WithoutPort])
        {
            using var anna = new Person(address);
            using var signedIn = await anna.SignInAsync(ProductionHost.Anna, ProductionHost.Password);
            Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/pipelines/events?user=me")
            {
                Headers = { { "Origin", address.GetLeftPart(UriPartial.Authority) } },
            };
            using var stream = await anna.Http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, stream.StatusCode);
            if (!isAllowed)
                Assert.Contains(
                    "forbidden_origin", await stream.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        using var socketPerson = new Person(nginx.WithoutPort);
        using var again = await socketPerson.SignInAsync(ProductionHost.Anna, ProductionHost.Password);
        if (isAllowed)
            (await socketPerson.OpenSocketAsync(ProductionHost.Anna)).Dispose();
        else
            await Assert.ThrowsAsync<WebSocketException>(() => socketPerson.OpenSocketAsync(ProductionHost.Anna));
    }

    [Theory]
    [InlineData("app", "/app")]
    [InlineData("docs", "/docs")]
    [InlineData("bare", null)]
    public async Task UnderAPath_PageItsFilesAndTheApi_AreFoundBelowIt(string path, string? known)
    {
        await using var nginx = new NginxServer();
        await using var production = await StartAsync(
            nginx, "--Proxies:Known", "127.0.0.1", "--Proxies:PathBase", "/app", "--webroot", PageFolder);
        using var cookies = new CookieKeeper();
        using var http = new HttpClient(cookies)
        {
            BaseAddress = new Uri(nginx.Paths, $"{path}/"), DefaultRequestHeaders = { { "X-CSRF", "1" } },
        };

        foreach (var address in (string[])["", "documents/anything", "a"])
        {
            using var page = await http.GetAsync(address, Cancellation);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            var html = await page.Content.ReadAsStringAsync(Cancellation);
            var root = new Uri(
                new Uri(http.BaseAddress!, address),
                Base().Match(html) is { Success: true } found ? found.Groups[1].Value : "");
            Assert.Equal(http.BaseAddress, new Uri(root, "."));
            foreach (var file in Files().Matches(html).Select(match => new Uri(root, match.Groups[1].Value)))
            {
                using var answer = await http.GetAsync(file, Cancellation);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.NotEqual("text/html", answer.Content.Headers.ContentType?.MediaType);
            }
        }

        using var signedIn = await http.PostAsJsonAsync(
            "api/v1/session", new { user_id = ProductionHost.Anna, password = ProductionHost.Password }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        using var create = TusRequest.Create(10, ("filename", "path.txt"));
        create.RequestUri = new Uri(http.BaseAddress!, "api/v2/uploads");
        using var created = await http.SendAsync(create, Cancellation);
        Assert.StartsWith($"{known}/api/v2/uploads/", created.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PathWithoutItsSlash_IsRedirected()
    {
        await using var production = await ProductionHost.StartAsync(Rows.Sqlite, null, "--Proxies:PathBase", "/app");
        using var person = production.Nobody();

        using var answer = await person.Http.GetAsync("/app?x=1", Cancellation);

        Assert.Equal((HttpStatusCode.Redirect, "/app/?x=1"), (answer.StatusCode, answer.Headers.Location!.ToString()));
    }

    /// <summary>What anybody may write into a request is not trusted.</summary>
    [Fact]
    public async Task ForwardedHeaders_WithoutAKnownProxy_AreNothing()
    {
        await using var production = await ProductionHost.StartAsync();
        using var spoofer = production.Nobody();
        spoofer.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        spoofer.Http.DefaultRequestHeaders.Add("X-Forwarded-Host", "localhost");
        spoofer.Http.DefaultRequestHeaders.Host = "documents.example";

        using var answer = await spoofer.SignInAsync(ProductionHost.Anna, ProductionHost.Password);

        Assert.Equal((400, "https_required"), await HostClient.ProblemAsync(answer));
    }

    internal static string PageFolder => Path.Combine(Assets.Root, "samples", "DocumentPipelineHost", "wwwroot");

    internal static async Task<ProductionHost> StartAsync(NginxServer nginx, params string[] settings)
    {
        Requirements.Nginx();
        var production = await ProductionHost.StartAsync(Rows.Sqlite, null, settings);
        await nginx.StartAsync(production.Address);
        return production;
    }

    [GeneratedRegex("<base href=\"([^\"]+)\"")]
    private static partial Regex Base();

    [GeneratedRegex("(?:src|href)=\"(\\./[^\"]+)\"")]
    private static partial Regex Files();
}
