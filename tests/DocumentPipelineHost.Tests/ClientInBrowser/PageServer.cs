using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime;
using Dpa.Realtime.Faults;
using DocumentPipelineHost.Tests.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>
/// The real server on a free port, and beside it, of the same origin, the pages of this room and the TypeScript client
/// as its package has it.
/// </summary>
internal sealed class PageServer : IAsyncDisposable
{
    public const string User = "user-1";

    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private PageServer(WebApplication app, int port)
    {
        (_app, Port) = (app, port);
        _http.BaseAddress = Address;
        _http.DefaultRequestHeaders.Add("X-USER-ID", User);
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    public IProgressNotifier Progress => _app.Services.GetRequiredService<IProgressNotifier>();

    public static async Task<PageServer> StartAsync(Action<DpaRealtimeOptions>? options = null)
    {
        var port = FreePorts.Next();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(l => l.SetMinimumLevel(LogLevel.Warning));
        builder.Services.AddDpaRealtime(o =>
        {
            o.HeartbeatInterval = TimeSpan.FromSeconds(1); // a silent connection is noticed after two
            o.DrainTime = TimeSpan.Zero;
            options?.Invoke(o);
        });
        var app = builder.Build();
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(ClientPages.Folder),
            ContentTypeProvider = new FileExtensionContentTypeProvider(),
        });
        app.UseRouting();
        app.MapDpaWebSocket();
        app.MapDpaProgress();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PageServer(app, port);
    }

    /// <summary>What the server holds of a pipeline.</summary>
    public async Task<JsonObject> StateAsync(string pipeline) =>
        JsonNode
            .Parse(
                await _http.GetStringAsync(
                    $"api/v1/pipelines/{pipeline}/progress", TestContext.Current.CancellationToken))!
            .AsObject();

    /// <summary>What the server holds of many.</summary>
    public async Task<IReadOnlyList<JsonObject>> StatesAsync(IEnumerable<string> pipelines)
    {
        var positions = new JsonObject(pipelines.Select(id => KeyValuePair.Create<string, JsonNode?>(id, null)));
        using var answer = await _http.PostAsJsonAsync(
            "api/v1/pipelines/progress", new JsonObject { ["positions"] = positions },
            TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        var states = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))![
            "pipelines"
        ]!.AsArray();
        Assert.Equal(positions.Count, states.Count);
        return [.. states.Select(state => state!.AsObject())];
    }

    /// <summary>How many sockets and streams it has.</summary>
    public async Task<int> ConnectionsAsync() =>
        (int)
            JsonNode.Parse(await _http.GetStringAsync("api/v1/ws/stats", TestContext.Current.CancellationToken))![
                "total_connections"
            ]!;

    public Task ExpectConnectionsAsync(int count) =>
        Eventually.HoldsAsync(async () => await ConnectionsAsync() == count, $"{count} connections at the server");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
