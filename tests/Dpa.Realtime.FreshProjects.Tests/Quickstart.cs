using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.FreshProjects.Tests;

/// <summary>samples/Quickstart as a process, with the pages of a fresh project as its own.</summary>
internal sealed class Quickstart : IAsyncDisposable
{
    private readonly WebProcess _process;
    private readonly HttpClient _http;

    private Quickstart(WebProcess process)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = process.Address };
        _http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
    }

    public Uri Address => _process.Address;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="pages">The folder that it serves.</param>
    public static async Task<Quickstart> StartAsync(string pages) => new(
        await WebProcess.StartAsync(
            Machine.Built("Quickstart"), Path.Combine(Machine.Root, "samples/Quickstart"), "--webroot", pages));

    /// <summary>Starts a job of three stages that takes some seconds.</summary>
    public async Task<string> StartJobAsync()
    {
        using var answer = await _http.PostAsync(new Uri("/jobs", UriKind.Relative), null, Stop);
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["pipeline_id"]!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
