using System.Diagnostics;

namespace Dpa.Realtime.FreshProjects.Tests;

/// <summary>Runs a program to its end, in bounded time.</summary>
internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What it printed; the test fails with that where its exit code is not 0.</summary>
    public static Task<string> RunAsync(string folder, string program, params string[] args) =>
        RunAsync(folder, new Dictionary<string, string>(), program, args);

    /// <summary>The same with variables of its environment.</summary>
    public static async Task<string> RunAsync(
        string folder, IReadOnlyDictionary<string, string> variables, string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["NEXT_TELEMETRY_DISABLED"] = "1";
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Limit);
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
            throw;
        }
    }
}
