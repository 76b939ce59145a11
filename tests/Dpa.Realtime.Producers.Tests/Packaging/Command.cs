using System.Diagnostics;

namespace Dpa.Realtime.Producers.Tests.Packaging;

/// <summary>Runs a program to its end, or as a server, in bounded time.</summary>
internal sealed class Command : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private readonly Process _process;

    private Command(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<string> RunAsync(string folder, string program, params string[] args)
    {
        using var process = Start(folder, program, args);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        Assert.True(
            process.ExitCode == 0,
            $"{program} {string.Join(' ', args)} ended with {process.ExitCode}: {await output}{await errors}");
        return await output;
    }

    /// <summary>Starts an ASP.NET application and waits for the address that it says.</summary>
    public static async Task<Command> StartServerAsync(string folder, string program, params string[] args)
    {
        const string Listening = "Now listening on: ";
        var command = new Command(Start(folder, program, args));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        var said = "";
        while (await command._process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            said += line + "\n";
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                command.Address = new Uri(line[(at + Listening.Length)..].Trim());
                _ = command._process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                _ = command._process.StandardError.ReadToEndAsync(CancellationToken.None);
                return command;
            }
        }

        await command.DisposeAsync();
        throw new InvalidOperationException($"{program} did not listen: {said}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static Process Start(string folder, string program, string[] args)
    {
        if (program.Contains('/', StringComparison.Ordinal))
            program = Path.Combine(folder, program);
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return Process.Start(start)!;
    }
}
