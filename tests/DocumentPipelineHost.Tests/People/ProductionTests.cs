using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.People;

/// <summary>People at a host in Production.</summary>
public sealed class ProductionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task SignedOut_OpensTheSameAddress_NothingIsShown(Rows rows)
    {
        await using var production = await ProductionHost.StartAsync(rows);
        using var anna = await production.SignedInAsync(ProductionHost.Anna);
        Assert.Matches(
            "^__Host-dpa-session=[^;]+; expires=[^;]+; path=/; secure; samesite=lax; httponly$", anna.LastSetCookie);
        var upload = await anna.Client.UploadAsync(
            Texts.Unique("Payroll of the harbour."), "payroll.txt", ("create_index", "true"));
        await anna.Client.EndAsync(upload);
        string[] addresses =
        [
            $"/api/v2/documents/{upload["document_id"]}/content", $"/api/v1/documents/{upload["document_id"]}",
            "/api/v2/documents", "/api/v2/search?q=payroll",
            $"/api/v2/documents/{upload["document_id"]}/pipeline/{upload["processing_pipeline"]!["pipeline_id"]}/progress",
            $"/api/v1/pipelines/{upload["processing_pipeline"]!["pipeline_id"]}/progress",
        ];
        foreach (var address in addresses)
            Assert.Equal(HttpStatusCode.OK, (await anna.Http.GetAsync(address, Cancellation)).StatusCode);
        using var thief = new HttpClient
        {
            BaseAddress = production.Address, DefaultRequestHeaders = { { "Cookie", anna.Cookie } },
        };
        using var socket = await anna.OpenSocketAsync(ProductionHost.Anna);

        using var signedOut = await anna.SignOutAsync();

        Assert.Equal(HttpStatusCode.OK, signedOut.StatusCode);
        Assert.Equal((WebSocketCloseStatus)4401, await ClosedAsync(socket));
        foreach (var address in addresses)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await anna.Http.GetAsync(address, Cancellation)).StatusCode);
            // a copy of the cookie
            Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync(address, Cancellation)).StatusCode);
        }

        using var page = new HttpRequestMessage(HttpMethod.Get, $"/documents/{upload["document_id"]}")
        {
            Headers = { { "Accept", "text/html" } },
        };
        using var shown = await anna.Http.SendAsync(page, Cancellation);
        Assert.DoesNotContain(
            "payroll", await shown.Content.ReadAsStringAsync(Cancellation), StringComparison.OrdinalIgnoreCase);
        Assert.Null(await anna.WhoAmIAsync());
    }

    [Fact]
    public async Task Nobody_InProduction_BecomesNobodyByHeaderRouteOrName()
    {
        await using var production = await ProductionHost.StartAsync();
        using var nobody = production.Nobody();
        nobody.Http.DefaultRequestHeaders.Add("X-USER-ID", ProductionHost.Anna);
        nobody.Http.DefaultRequestHeaders.Add("Accept", "text/html");

        Assert.Equal((401, "unauthorized"), await nobody.Client.ProblemAsync("/api/v2/documents"));
        using var page = await nobody.Http.GetAsync("/", Cancellation);
        Assert.False(page.Headers.Contains("Set-Cookie"));
        using var switched = await nobody.Http.PostAsJsonAsync(
            "/api/v1/session", new { user_id = "user-1" }, Cancellation);
        Assert.Equal((400, "sign_in_elsewhere"), await HostClient.ProblemAsync(switched));
        Assert.Null(await nobody.WhoAmIAsync());
        await Assert.ThrowsAsync<WebSocketException>(() => nobody.OpenSocketAsync(ProductionHost.Anna));
    }

    [Theory]
    [InlineData("anna", "wrong horse battery")]
    [InlineData("nobody-of-this-name", ProductionHost.Password)]
    public async Task SignIn_WrongNameOrPassword_AnswersTheSame(string name, string password)
    {
        await using var production = await ProductionHost.StartAsync();
        using var person = production.Nobody();

        using var answer = await person.SignInAsync(name, password);

        Assert.Equal((401, "invalid_credentials"), await HostClient.ProblemAsync(answer));
        Assert.Equal(string.Empty, person.Cookie);
    }

    [Fact]
    public async Task SignIn_NameInOtherCaseAndWithBlanks_IsTheSameUser()
    {
        await using var production = await ProductionHost.StartAsync();
        using var person = production.Nobody();

        using var answer = await person.SignInAsync(" Anna ", ProductionHost.Password);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(ProductionHost.Anna, await person.WhoAmIAsync());
    }

    /// <summary>A browser would drop the cookie without a word.</summary>
    [Fact]
    public async Task SignIn_WithoutTlsFromElsewhere_SaysWhatToDo()
    {
        await using var production = await ProductionHost.StartAsync();
        using var person = production.Nobody();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session")
        {
            Content = JsonContent.Create(new { user_id = ProductionHost.Anna, password = ProductionHost.Password }),
            Headers = { Host = "documents.example" },
        };

        using var answer = await person.Http.SendAsync(request, Cancellation);

        Assert.Equal((400, "https_required"), await HostClient.ProblemAsync(answer));
    }

    [Fact]
    public async Task SignIn_ByAnotherSitesPage_IsRefused()
    {
        await using var production = await ProductionHost.StartAsync();
        using var victim = new HttpClient
        {
            BaseAddress = production.Address, DefaultRequestHeaders = { { "Sec-Fetch-Site", "cross-site" } },
        };

        using var answer = await victim.PostAsJsonAsync(
            "/api/v1/session", new { user_id = ProductionHost.Anna, password = ProductionHost.Password }, Cancellation);

        Assert.Equal((403, "cross_site"), await HostClient.ProblemAsync(answer));
    }

    [Fact]
    public async Task SignIn_InASignedInBrowser_EndsTheEarlierSession()
    {
        await using var production = await ProductionHost.StartAsync();
        using var person = await production.SignedInAsync(ProductionHost.Anna);
        using var copy = new HttpClient
        {
            BaseAddress = production.Address, DefaultRequestHeaders = { { "Cookie", person.Cookie } },
        };

        using var answer = await person.SignInAsync(ProductionHost.Ben, ProductionHost.Password);

        Assert.Equal(ProductionHost.Ben, await person.WhoAmIAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.GetAsync("/api/v2/documents", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task ChangePassword_OtherDevices_AreSignedOutAndTheirSocketsClose()
    {
        const string Next = "another good password";
        await using var production = await ProductionHost.StartAsync();
        using var here = await production.SignedInAsync(ProductionHost.Anna);
        using var other = await production.SignedInAsync(ProductionHost.Anna);
        using var socket = await other.OpenSocketAsync(ProductionHost.Anna);

        using var wrong = await here.Http.PutAsJsonAsync(
            "/api/v1/session/password", new { current = "not my password", @new = Next }, Cancellation);
        using var weak = await here.Http.PutAsJsonAsync(
            "/api/v1/session/password", new { current = ProductionHost.Password, @new = "short" }, Cancellation);
        using var right = await here.Http.PutAsJsonAsync(
            "/api/v1/session/password", new { current = ProductionHost.Password, @new = Next }, Cancellation);

        Assert.Equal((401, "invalid_credentials"), await HostClient.ProblemAsync(wrong));
        Assert.Equal((400, "invalid_password"), await HostClient.ProblemAsync(weak));
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal((WebSocketCloseStatus)4401, await ClosedAsync(socket));
        Assert.Null(await other.WhoAmIAsync());
        Assert.Equal(ProductionHost.Anna, await here.WhoAmIAsync());
        using var old = await other.SignInAsync(ProductionHost.Anna, ProductionHost.Password);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }

    [Fact]
    public async Task Session_AfterItsLifetime_IsOver()
    {
        var time = new Tus.ShiftedTime();
        await using var production = await ProductionHost.StartAsync(
            Rows.Sqlite,
            services => services.AddSingleton<TimeProvider>(time),
            "--Accounts:SessionLifetime", "01:00:00");
        using var anna = await production.SignedInAsync(ProductionHost.Anna);

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(ProductionHost.Anna, await anna.WhoAmIAsync());
        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(await anna.WhoAmIAsync());
        await Eventually.HoldsAsync(() => production.Place.Count("sessions") == 0, "the session's row is removed");
    }

    [Fact]
    public async Task FirstAccount_WhereThereIsOne_ChangesNothing()
    {
        await using var production = await ProductionHost.StartAsync();

        var added = await production
            .Host.Services.GetRequiredService<AccountStore>()
            .AddFirstAsync("carla", ProductionHost.Password);

        Assert.False(added);
        Assert.Equal(2, production.Place.Count("accounts"));
        Assert.Equal(0, production.Place.Count($"accounts WHERE password LIKE '%{ProductionHost.Password}%'"));
    }

    private static async Task<WebSocketCloseStatus?> ClosedAsync(ClientWebSocket socket)
    {
        using var wait = new Wait("the close of the socket");
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await wait.ReadAsync(async token => await socket.ReceiveAsync(buffer.AsMemory(), token));
            if (part.MessageType == WebSocketMessageType.Close)
                return socket.CloseStatus;
            wait.Came($"{part.Count} bytes");
        }
    }
}
