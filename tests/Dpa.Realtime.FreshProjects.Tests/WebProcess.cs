using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.FreshProjects.Tests;

/// <summary>A built ASP.NET application as a process, on a free port.</summary>
internal sealed class WebProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly ServerProcess _process;

    private WebProcess(ServerProcess process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <param name="program">The path of its assembly.</param>
    /// <param name="folder">Its content root.</param>
    /// <param name="arguments">Further settings.</param>
    public static async Task<WebProcess> StartAsync(string program, string folder, params string[] arguments)
    {
        var process = ServerProcess.Start("dotnet", [program, "--urls", "http://127.0.0.1:0", .. arguments], folder);
        try
        {
            var line = await process.WaitForLineAsync(static l => l.Contains(Listening, StringComparison.Ordinal));
            var at = line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length;
            return new WebProcess(process, new Uri(line[at..].Trim()));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
