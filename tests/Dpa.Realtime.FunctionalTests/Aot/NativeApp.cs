using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Dpa.Realtime.FunctionalTests.Aot;

/// <summary>tests/AotApp: published into a folder of its own, started on a free port, stopped like a service.</summary>
internal sealed partial class NativeApp : IAsyncDisposable
{
    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("dpa-aot-").FullName;
    private Process? _running;

    /// <returns>The exit code, and what the compiler said.</returns>
    public async Task<(int Code, string Output)> PublishAsync([CallerFilePath] string here = "")
    {
        var project = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../AotApp"));
        using var publish = Start(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Path.Combine(_folder, "out"), $"-p:ArtifactsPath={_folder}/artifacts", "--disable-build-servers");
        using var limit = new CancellationTokenSource(PublishLimit);
        var (output, errors) = (publish.StandardOutput.ReadToEndAsync(limit.Token), publish.StandardError.ReadToEndAsync(limit.Token));
        await publish.WaitForExitAsync(limit.Token);
        return (publish.ExitCode, await output + await errors);
    }

    /// <returns>Where it listens.</returns>
    public async Task<Uri> RunAsync()
    {
        _running = Start(Path.Combine(_folder, "out", "AotApp"), "--urls=http://127.0.0.1:0", "--environment=Development", "--DpaRealtime:HeartbeatInterval=00:00:07");
        using var limit = new CancellationTokenSource(Limit);
        var said = new List<string>();
        while (await _running.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            said.Add(line);
            if (Listening().Match(line) is not { Success: true } match) continue;
            _ = _running.StandardOutput.ReadToEndAsync(CancellationToken.None); // read on, so that it never waits for its log
            return new Uri(match.Groups[1].Value);
        }

        throw new InvalidOperationException($"It ended before it listened: {string.Join(Environment.NewLine, said)}{await _running.StandardError.ReadToEndAsync(limit.Token)}");
    }

    /// <summary>SIGTERM, as a service manager does it.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Start("/bin/sh", "-c", $"kill -TERM {_running!.Id}");
        using var limit = new CancellationTokenSource(Limit);
        await _running.WaitForExitAsync(limit.Token);
        return _running.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is { HasExited: false })
        {
            _running.Kill();
            await _running.WaitForExitAsync();
        }

        _running?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Process Start(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What the SDK that runs these tests set for itself is not for the SDK that is started here.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
