using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Access;

/// <summary>
/// An application in Production with ASP.NET Core's own authentication and authorisation and one pipeline, <c>p</c> of
/// <c>user-1</c>.
/// </summary>
internal sealed class AccessServer : IAsyncDisposable
{
    private readonly HttpClient _http;

    private AccessServer(RealtimeServer server, Tokens tokens, ShiftedTime time)
    {
        Server = server;
        Tokens = tokens;
        Time = time;
        _http = new HttpClient { BaseAddress = server.Http };
    }

    public RealtimeServer Server { get; }

    public Tokens Tokens { get; }

    public ShiftedTime Time { get; }

    public PipelineRun Run { get; private set; } = null!;

    public static async Task<AccessServer> StartAsync(
        Action<DpaRealtimeOptions>? options = null, Action<DpaRealtimeBuilder>? build = null,
        Action<WebApplication>? endpoints = null, Action<WebApplication>? use = null)
    {
        var (tokens, time) = (new Tokens(), new ShiftedTime());
        var server = await RealtimeServer.StartAsync(
            o =>
            {
                o.HeartbeatInterval = TimeSpan.FromSeconds(2); // a user's connections are looked at 64 times as often
                options?.Invoke(o);
            },
            b =>
            {
                b.Services.AddSingleton(tokens);
                b.Services.AddSingleton<TimeProvider>(time);
                b.Services.AddAuthentication(Tokens.Scheme)
                    .AddScheme<AuthenticationSchemeOptions, Tokens.Handler>(Tokens.Scheme, null);
                b.Services.AddAuthorization();
                build?.Invoke(b);
            },
            "Production",
            app =>
            {
                use?.Invoke(app);
                app.UseAuthentication().UseAuthorization();
            },
            endpoints: endpoints);
        var started = new AccessServer(server, tokens, time);
        started.Run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        return started;
    }

    /// <summary>What <c>POST …/ticket</c> gives to the one whose header that is.</summary>
    public async Task<string> TicketAsync(string authorization)
    {
        using var answer = await AskTicketAsync(authorization);
        Assert.Equal(200, (int)answer.StatusCode);
        return (string)
            (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["ticket"]!;
    }

    public Task<HttpResponseMessage> AskTicketAsync(string? authorization, string query = "") =>
        SendAsync(HttpMethod.Post, $"/api/v1/ws/ticket{query}", authorization);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string address, string? authorization, string? holds = null, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = body };
        if (authorization is not null)
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        if (holds is not null)
            request.Headers.IfNoneMatch.ParseAdd($"\"{holds}\"");
        return await _http
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken)
            .WaitAsync(WireClient.Limit);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Run.DisposeAsync();
        await Server.DisposeAsync();
    }
}
