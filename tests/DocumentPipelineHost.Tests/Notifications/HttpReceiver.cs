using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>A real HTTP server that keeps what it got; the answers are a test's own.</summary>
internal sealed class HttpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly WebApplication _app;

    private HttpReceiver(int port, Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var headers = context.Request.Headers.ToDictionary(
                static h => h.Key.ToLowerInvariant(),
                static h => h.Value.ToString(),
                StringComparer.Ordinal);
            _received.Enqueue(
                new Received(context.Request.Path, headers, await reader.ReadToEndAsync(context.RequestAborted)));
            await answer(context, _received.Count);
        });
    }

    public IReadOnlyList<Received> Received => [.. _received];

    public string Url => $"{_app.Urls.First()}/hook";

    public static Task<HttpReceiver> StartAsync(params int[] statuses) => StartAsync(0, (context, count) =>
    {
        context.Response.StatusCode = statuses.Length == 0 ? 204 : statuses[Math.Min(count, statuses.Length) - 1];
        return Task.CompletedTask;
    });

    public static async Task<HttpReceiver> StartAsync(int port, Func<HttpContext, int, Task> answer)
    {
        var receiver = new HttpReceiver(port, answer);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}

/// <summary>One request.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Body);
