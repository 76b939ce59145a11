using System.Diagnostics;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>This program once more, in another mode and on a core of its own; it dies with its owner's block.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="mode">The mode.</param>
    /// <param name="arguments">What follows it.</param>
    /// <param name="core">The core that it runs on; null for any.</param>
    /// <param name="isNice">Whether it runs with what others leave.</param>
    /// <param name="hasDefaults">Whether it runs with the runtime's own settings.</param>
    public ChildProcess(
        string mode, IEnumerable<string> arguments, int? core, bool isNice = false, bool hasDefaults = false)
    {
        // The program itself, by its runtime host: works under `dotnet run` and from a published folder.
        List<string> command = [Environment.ProcessPath!, mode, .. arguments];
        if (core is { } number)
            command.InsertRange(0, ["taskset", "-c", $"{number}"]);
        if (isNice && !OperatingSystem.IsWindows())
            command.InsertRange(0, ["nice", "-n", "19"]);
        // A server that runs for days is compiled to the end; without this the runtime puts that off for as long as its
        // only core is busy.
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true };
        if (!hasDefaults)
            start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        _process = Process.Start(start)
            ?? throw new InvalidOperationException($"{command[0]} did not start");
    }

    public bool HasExited => _process.HasExited;

    public async Task<string> ReadToEndAsync(CancellationToken cancellation)
    {
        var output = await _process.StandardOutput.ReadToEndAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"the load process ended with {_process.ExitCode}");
    }

    /// <summary>Where it listens, read from its output.</summary>
    public async Task<Uri> ReadAddressAsync(CancellationToken cancellation)
    {
        const string Listening = "Now listening on: ";
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } line)
            if (line.StartsWith(Listening, StringComparison.Ordinal))
                return new Uri(line[Listening.Length..]);
        throw new InvalidOperationException("it ended before it listened");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
