using System.Diagnostics;
using System.Text.RegularExpressions;
using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.FunctionalTests.Hosting;

/// <summary>A server of its own process, on a free port, stopped as a service manager does it.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public Uri Http { get; private init; } = null!;

    /// <summary>
    /// Another project's program, built beside the tests in the same configuration
    /// (artifacts/bin/project/configuration).
    /// </summary>
    public static string PathOf(string project, string program)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(output.Parent!.Parent!.FullName, project, output.Name, program);
    }

    /// <summary>
    /// Any program; what the SDK that runs these tests set for itself is not for what is started here.
    /// </summary>
    public static Process Run(string file, params string[] arguments)
    {
        var start = DefaultSignals.Of(file, arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (
            var name in start
                .Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
                .ToArray())
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }

    public static async Task<ServerProcess> StartAsync(string file, params string[] arguments)
    {
        var process = Run(file, [.. arguments, "--urls=http://127.0.0.1:0"]);
        using var limit = new CancellationTokenSource(StartLimit);
        // read on, so that it never waits for its log
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            said.Add(line);
            if (Listening().Match(line) is not { Success: true } match) continue;
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new ServerProcess(process) { Http = new Uri(match.Groups[1].Value) };
        }

        process.Dispose();
        throw new InvalidOperationException(
            $"It ended before it listened: {string.Join(Environment.NewLine, said)}{await errors}");
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate()
    {
        using var kill = Run("/bin/sh", "-c", $"kill -TERM {_process.Id}");
        kill.WaitForExit();
    }

    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
