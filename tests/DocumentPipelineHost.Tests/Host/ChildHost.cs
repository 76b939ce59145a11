using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>The host as a process of its own, so that it can be killed in the middle of anything.</summary>
public sealed partial class ChildHost : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly List<string> _output;

    private ChildHost(Process process, Uri address, List<string> output)
    {
        (_process, _output) = (process, output);
        Address = address;
    }

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    public static Task<ChildHost> StartAsync(DataFolderOfTest folder, params string[] settings) =>
        StartAsync(folder, [], settings);

    /// <summary>With variables of the environment.</summary>
    public static Task<ChildHost> StartAsync(
        DataFolderOfTest folder, IReadOnlyList<(string Name, string Value)> environment, params string[] settings) =>
        StartProgramAsync(
            Path.Combine(AppContext.BaseDirectory, "DocumentPipelineHost.dll"), folder.Path, environment,
            [
                "--environment", "Development", "--contentRoot", folder.Path, "--Data:Directory", folder.Path,
                .. HostClient.Unlimited, .. settings,
            ]);

    /// <summary>Any other host of this repository.</summary>
    public static Task<ChildHost> StartProgramAsync(string program, string folder, params string[] settings) =>
        StartProgramAsync(program, folder, [], settings);

    private static async Task<ChildHost> StartProgramAsync(
        string program, string folder, IReadOnlyList<(string Name, string Value)> environment, string[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", .. settings])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var output = new List<string>();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Exited += (_, _) =>
            listening.TrySetException(new InvalidOperationException("The host ended before it listened."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return new ChildHost(
                process, await listening.Task.WaitAsync(StartLimit, TestContext.Current.CancellationToken), output);
        }
        catch (Exception exception)
        {
            process.Kill();
            throw new InvalidOperationException("The host did not start:\n" + string.Join('\n', output), exception);
        }

        void Take(string? line)
        {
            lock (output)
                output.Add(line ?? string.Empty);
            if (Listening().Match(line ?? string.Empty) is { Success: true } match)
                listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    /// <summary>The lines that it has written so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get { lock (_output) return [.. _output]; }
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
