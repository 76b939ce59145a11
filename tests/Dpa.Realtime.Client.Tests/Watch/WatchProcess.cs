using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.Client.Tests.Watch;

/// <summary>The tool as a process of its own, as a shell runs it.</summary>
internal sealed partial class WatchProcess : IDisposable
{
    private static readonly string Program = Path.Combine(
        AppContext.BaseDirectory.Replace(
            typeof(WatchProcess).Assembly.GetName().Name!, "Dpa.Realtime.Watch", StringComparison.Ordinal),
        "dpa-watch");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private WatchProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Keep(_output, e.Data);
        process.ErrorDataReceived += (_, e) => Keep(_errors, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyCollection<string> Output => _output;

    public string Errors => string.Join('\n', _errors);

    public static WatchProcess Start(string? token, params string[] args)
    {
        var start = DefaultSignals.Of(Program, args);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["DPA_TOKEN"] = token;
        start.Environment["DPA_USER"] = "user-1";
        return new WatchProcess(new Process { StartInfo = start });
    }

    public async Task<int> ExitCodeAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(
            _process.HasExited, $"It did not end in {Limit.TotalSeconds} s: {string.Join(" | ", _output)} | {Errors}");
        return _process.ExitCode;
    }

    public Task PrintedAsync(string text) =>
        Eventually.HoldsAsync(
            () => _output.Any(l => l.Contains(text, StringComparison.Ordinal)),
            $"'{text}' among: {string.Join(" | ", _output)} | {Errors}");

    /// <summary>The address that a replay with <c>--serve</c> tells of.</summary>
    public async Task<string> ServedAtAsync()
    {
        Match? match = null;
        await Eventually.HoldsAsync(() => (match = ServedAt().Match(Errors)).Success, $"an address among: {Errors}");
        return match!.Groups[1].Value;
    }

    /// <summary>As Ctrl+C does.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }

    [GeneratedRegex(@" is at (http://127\.0\.0\.1:\d+) ")]
    private static partial Regex ServedAt();
}
