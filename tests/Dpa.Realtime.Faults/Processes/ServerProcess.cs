using System.Collections.Concurrent;
using System.Diagnostics;

namespace Dpa.Realtime.Faults.Processes;

/// <summary>
/// A program of its own that a test starts, stops, freezes and kills. It does not outlive the test process.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int MaxLines = 2_000;

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;
    private readonly string _name;

    private ServerProcess(Process process, string name)
    {
        (_process, _name) = (process, name);
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
    }

    /// <summary>The operating system's number of it.</summary>
    public int Id { get; private set; }

    /// <summary>
    /// Whether it has ended. Its last lines may still be on their way: see <see cref="WaitForEndAsync"/>.
    /// </summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it ended with; 137 where it was killed.</summary>
    /// <exception cref="InvalidOperationException">It still runs.</exception>
    public int ExitCode => _process.ExitCode;

    /// <summary>The last 2,000 lines that it printed, on either stream.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Starts it.</summary>
    /// <param name="program">A path, or a name that is found on the PATH.</param>
    /// <param name="arguments">Each as it is, without quoting.</param>
    /// <param name="folder">Its working folder; one in the folder for temporary files whose name begins with
    /// <c>dpa-</c> is removed where the test process dies first.</param>
    /// <param name="environment">Added to the test process's own.</param>
    public static ServerProcess Start(
        string program, IEnumerable<string> arguments, string folder,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = DefaultSignals.Of(program, arguments);
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var server = new ServerProcess(process, Path.GetFileName(program));
        process.Start();
        server.Id = process.Id;
        OrphanGuard.Guard(process.Id, folder);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return server;
    }

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public Task KillAsync() => EndAsync(Signals.Kill);

    /// <summary>SIGTERM, and waits until it is gone; after 60 s it is killed.</summary>
    public Task StopAsync() => EndAsync(Signals.Terminate);

    /// <summary>SIGQUIT, and waits until it is gone; after 60 s it is killed.</summary>
    public Task QuitAsync() => EndAsync(Signals.Quit);

    /// <summary>SIGTERM alone.</summary>
    public void Terminate() => Signals.Send(Id, Signals.Terminate);

    /// <summary>SIGSTOP: it stands still, its connections stay open.</summary>
    public void Pause() => Signals.Send(Id, Signals.Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signals.Send(Id, Signals.Continue);

    /// <summary>Waits until it has ended by itself and all that it printed is in <see cref="Lines"/>.</summary>
    /// <exception cref="TimeoutException">It has not in 60 s.</exception>
    public Task WaitForEndAsync() =>
        _process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

    /// <summary>The first line printed that fits, also one printed before the call.</summary>
    /// <exception cref="InvalidOperationException">It ended without.</exception>
    /// <exception cref="TimeoutException">None came in 60 s.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> fits)
    {
        string? found = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                var ended = HasExited;
                if (ended) await WaitForEndAsync();
                found = _lines.FirstOrDefault(fits);
                if (found is null && ended) throw new InvalidOperationException($"{Describe()} ended early.");
                return found is not null;
            },
            $"a line of {_name}",
            TimeSpan.FromSeconds(60));
        return found!;
    }

    /// <summary>The address at which an ASP.NET application listens, as it prints it.</summary>
    /// <exception cref="InvalidOperationException">It ended without.</exception>
    /// <exception cref="TimeoutException">It did not listen in 60 s.</exception>
    public async Task<Uri> ListeningAsync()
    {
        const string Listening = "Now listening on: ";
        var line = await WaitForLineAsync(static l => l.Contains(Listening, StringComparison.Ordinal));
        return new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
    }

    /// <summary>Its name, how it ended and its last lines, for an error's text.</summary>
    public string Describe() =>
        $"{_name} ({(HasExited ? $"exit code {ExitCode}" : $"process {Id}")}): {string.Join(" | ", _lines.TakeLast(8))}";

    /// <summary>Kills it where it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task EndAsync(int signal)
    {
        if (!_process.HasExited)
        {
            Signals.Send(Id, signal);
            if (signal != Signals.Kill) Signals.Send(Id, Signals.Continue); // a frozen one hears nothing
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Signals.Send(Id, Signals.Kill);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        OrphanGuard.Release(Id);
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        while (_lines.Count > MaxLines) _lines.TryDequeue(out _);
    }
}
