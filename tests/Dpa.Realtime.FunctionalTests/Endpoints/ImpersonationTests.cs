using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text;
using System.Text.RegularExpressions;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>A caller who is signed in as user-1 and tries to be, or to see, somebody else.</summary>
public sealed partial class ImpersonationTests : IAsyncLifetime
{
    private RealtimeServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await RealtimeServer.StartAsync(environment: "Production", map: app => app.Use(
                (http, next) =>
                {
                    http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "user-1")], "test"));
                    return next(http);
                }));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("user-2")]
    [InlineData("User-1")]
    [InlineData("user-1%20")]
    [InlineData("user-1%2F")]
    [InlineData("user%2D1%2E")]
    [InlineData("%EF%BD%95ser-1")]
    [InlineData("%252e%252e")]
    public async Task Socket_OfAnyOtherUser_Is403WithTheSameAnswer(string path)
    {
        Assert.Equal(await HandshakeAsync("nobody-knows-this-one"), await HandshakeAsync(path));
        Assert.StartsWith("HTTP/1.1 403 ", await HandshakeAsync(path), StringComparison.Ordinal);
    }

    /// <summary>Dots are resolved by the server itself, NUL is refused by it; a long id is no user's.</summary>
    [Theory]
    [InlineData("..")]
    [InlineData("%2e%2e")]
    [InlineData("user-1%00")]
    [InlineData("user-1/../user-2")]
    public async Task Socket_OfAPathThatIsNone_IsNoSocket(string path) =>
        Assert.Matches("^HTTP/1.1 40[0-9] ", await HandshakeAsync(path));

    [Fact]
    public async Task Socket_OfAnIdOfTenKilobytes_IsRefused() =>
        Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", await HandshakeAsync(new string('x', 10_000)));

    [Theory]
    [InlineData("X-USER-ID", "user-2")]
    [InlineData("X-Forwarded-User", "user-2")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Original-URL", "/api/v1/ws/user-2")]
    public async Task Header_OfTheCaller_MakesNobodyElseOfHim(string name, string value)
    {
        await using var run = await _server.Progress.StartAsync(
            new PipelineStart("theirs", "user-2"), TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = _server.Http, DefaultRequestHeaders = { { name, value } } };
        using var polled = await http.GetAsync(
            new Uri("/api/v1/pipelines/theirs/progress", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, polled.StatusCode);
        Assert.StartsWith(
            "HTTP/1.1 403 ", await HandshakeAsync("user-2", $"{name}: {value}\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/pipelines/{0}/progress")]
    [InlineData("/api/v1/pipelines/{0}/progress?wait=1")]
    [InlineData("/api/v1/pipelines/progress?ids={0}")]
    public async Task Pipeline_OfSomebodyElse_IsAnsweredLikeNone(string address)
    {
        await using var run = await _server.Progress.StartAsync(
            new PipelineStart("p-theirs", "user-2"), TestContext.Current.CancellationToken);

        Assert.Equal(await GetAsync(address, "p-nobody"), await GetAsync(address, "p-theirs"));
    }

    private async Task<string> GetAsync(string address, string id)
    {
        using var http = new HttpClient { BaseAddress = _server.Http };
        using var answer = await http.GetAsync(
            new Uri(string.Format(CultureInfo.InvariantCulture, address, id), UriKind.Relative),
            TestContext.Current.CancellationToken);
        answer.Headers.Date = null;
        return $"{answer.StatusCode} {answer.Headers} {answer.Content.Headers.ContentType} "
            + WithoutTrace(
                (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                    .Replace(id, "", StringComparison.Ordinal));
    }

    /// <summary>What names the request, and is another one in each answer.</summary>
    private static string WithoutTrace(string answer) => TraceId().Replace(answer, "");

    [GeneratedRegex("\"traceId\":\"[0-9A-Z]+:[0-9A-F]{8}\"")]
    private static partial Regex TraceId();

    /// <summary>The whole answer to a handshake whose path is sent as it stands, without its date.</summary>
    private async Task<string> HandshakeAsync(string path, string headers = "")
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_server.Http.Host, _server.Http.Port, limit.Token);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET /api/v1/ws/{path} HTTP/1.1\r\nHost: {_server.Http.Authority}\r\nConnection: Upgrade\r\nUpgrade: "
                    + $"websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                    + $"AAAAAAAAAAAAAAAAAAAAAA==\r\n{headers}\r\n"
            ),
            limit.Token);
        var answer = new byte[4096];
        var length = await socket.ReceiveAsync(answer, limit.Token);
        return string.Join(
            '\n', WithoutTrace(Encoding.UTF8.GetString(answer, 0, length))
                .Split("\r\n")
                .Where(l => !l.StartsWith("Date:", StringComparison.Ordinal)));
    }
}
