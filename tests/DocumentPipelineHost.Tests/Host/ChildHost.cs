using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>The host as a process of its own, so that it can be killed in the middle of anything.</summary>
public sealed partial class ChildHost : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ChildHost(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<ChildHost> StartAsync(DataFolderOfTest folder, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "DocumentPipelineHost.dll"),
            "--urls", "http://127.0.0.1:0", "--environment", "Development", "--contentRoot", folder.Path, "--Data:Directory", folder.Path, .. settings])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(StartLimit);
        var seen = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            seen.Add(line);
            if (Listening().Match(line) is not { Success: true } match)
                continue;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return new ChildHost(process, new Uri(match.Groups[1].Value));
        }

        throw new InvalidOperationException("The host did not start:\n" + string.Join('\n', seen) + await process.StandardError.ReadToEndAsync(limit.Token));
    }

    public HostClient As(string user) => new(Address, user);

    /// <summary>SIGKILL: no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
