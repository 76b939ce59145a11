namespace Dpa.Realtime.Faults.Processes;

/// <summary>A built ASP.NET application as a process, on a free port.</summary>
public sealed class WebProcess : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private WebProcess(ServerProcess process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="program">The path of its assembly.</param>
    /// <param name="folder">Its content root.</param>
    /// <param name="arguments">Further settings.</param>
    public static async Task<WebProcess> StartAsync(string program, string folder, params string[] arguments)
    {
        var process = ServerProcess.Start("dotnet", [program, "--urls", "http://127.0.0.1:0", .. arguments], folder);
        try
        {
            return new WebProcess(process, await process.ListeningAsync());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills it where it still runs.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
