using System.Diagnostics;

namespace Dpa.Realtime.Faults.Processes;

/// <summary>Runs a program to its end, in bounded time. It does not outlive the test process.</summary>
public static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>What it printed.</summary>
    /// <param name="folder">Its working folder.</param>
    /// <param name="program">A name that is found on the PATH, or a path; a relative one is below the folder.</param>
    /// <param name="args">Each as it is, without quoting.</param>
    public static Task<string> RunAsync(string folder, string program, params string[] args) =>
        RunAsync(folder, new Dictionary<string, string>(), program, args);

    /// <summary>The same with variables of its environment; the test fails where its exit code is not 0.</summary>
    public static async Task<string> RunAsync(
        string folder, IReadOnlyDictionary<string, string> variables, string program, params string[] args)
    {
        var path = program.Contains('/', StringComparison.Ordinal) ? Path.Combine(folder, program) : program;
        var start = new ProcessStartInfo(path, args)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["NEXT_TELEMETRY_DISABLED"] = "1";
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        OrphanGuard.Guard(process.Id, "");
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(
                process.ExitCode == 0,
                $"{program} {string.Join(' ', args)} ended with {process.ExitCode}: {output}{await errors}");
            return output;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', args)} took longer than {Limit}.");
        }
        finally
        {
            OrphanGuard.Release(process.Id);
        }
    }
}
