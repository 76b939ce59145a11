using System.Net.Http.Json;
using System.Net.WebSockets;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.People;

/// <summary>
/// A browser at the page of this machine: keeps secure cookies of it without TLS, as browsers do, and writes from the
/// page's own origin.
/// </summary>
internal sealed class Person : IDisposable
{
    private readonly CookieKeeper _cookies;

    public Person(Uri address)
    {
        _cookies = new CookieKeeper();
        Address = address;
        Client = new HostClient(_cookies, address);
        Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
    }

    public Uri Address { get; }

    public HostClient Client { get; }

    public HttpClient Http => Client.Http;

    /// <summary>What the browser sends as its cookies.</summary>
    public string Cookie => _cookies.Header;

    /// <summary>The last <c>Set-Cookie</c> as it came.</summary>
    public string LastSetCookie => _cookies.Last;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> SignInAsync(string name, string password) =>
        Http.PostAsJsonAsync("/api/v1/session", new { user_id = name, password }, Cancellation);

    public Task<HttpResponseMessage> SignOutAsync() => Http.DeleteAsync("/api/v1/session", Cancellation);

    public async Task<string?> WhoAmIAsync() => (string?)(await Client.GetAsync("/api/v1/session"))["user_id"];

    /// <summary>Opens the socket of a user with this browser's cookies.</summary>
    public async Task<ClientWebSocket> OpenSocketAsync(string user)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (Cookie.Length > 0)
            socket.Options.SetRequestHeader("Cookie", Cookie);
        socket.Options.SetRequestHeader("Origin", Address.GetLeftPart(UriPartial.Authority));
        socket.Options.RemoteCertificateValidationCallback = static (_, certificate, _, _) =>
            certificate?.Subject == "CN=127.0.0.1";
        var scheme = Address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws";
        await socket.ConnectAsync(
            new Uri($"{scheme}://{Address.Authority}/api/v1/ws/{Uri.EscapeDataString(user)}"),
            Cancellation);
        return socket;
    }

    public void Dispose() => Client.Dispose();
}
