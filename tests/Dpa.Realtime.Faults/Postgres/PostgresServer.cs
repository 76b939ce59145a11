using System.Diagnostics;
using System.Net.Sockets;
using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.Faults.Postgres;

/// <summary>
/// A real PostgreSQL on a free port, in a temporary folder, without flushes to the disk. It leaves nothing behind.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Owner = "postgres"; // it refuses to be root's
    private const int Attempts = 3;

    private readonly string _folder;
    private readonly string _programs;
    private ServerProcess? _process;

    private PostgresServer(int port, string folder, string programs) =>
        (Port, _folder, _programs) = (port, folder, programs);

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>As Npgsql takes it: everybody is let in without a password.</summary>
    /// <param name="database">Of its databases; <c>postgres</c> is there from the start.</param>
    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username=postgres";

    /// <summary>
    /// Starts one; the test is skipped where PostgreSQL is not installed (<see cref="Requirements.Postgres"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">It did not start; the text has what it printed.</exception>
    public static async Task<PostgresServer> StartAsync()
    {
        var programs = Requirements.Postgres();
        for (var attempt = 1; ; attempt++)
        {
            var server = new PostgresServer(
                FreePorts.Next(), Directory.CreateTempSubdirectory("dpa-postgres-").FullName, programs);
            try
            {
                await server.LaunchAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < Attempts) // another process may have taken the port first
            {
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts it again on the same port, with what it had.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartServerAsync();
    }

    /// <summary>Stops it at once: all connections are cut.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        await _process.QuitAsync(); // not killed: what it shares with its children would be left
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Stops it and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task LaunchAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", Owner, _folder);
        var (program, arguments) = AsOwner(
            "initdb", "-D", Path.Combine(_folder, "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync");
        await RunAsync(program, arguments);
        await StartServerAsync();
    }

    private async Task StartServerAsync()
    {
        var (program, arguments) = AsOwner(
            "postgres", "-D", Path.Combine(_folder, "data"), "-p", $"{Port}", "-k", _folder,
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200");
        _process = ServerProcess.Start(program, arguments, _folder);
        await Eventually.HoldsAsync(IsReadyAsync, $"PostgreSQL on port {Port}", TimeSpan.FromSeconds(60));
    }

    private async Task<bool> IsReadyAsync()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException(_process.Describe());
        if (!_process.Lines.Any(line => line.Contains("ready to accept connections", StringComparison.Ordinal)))
            return false;
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", Port);
        return true;
    }

    private (string Program, string[] Arguments) AsOwner(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess
            ? ("setpriv", [$"--reuid={Owner}", $"--regid={Owner}", "--clear-groups", path, .. arguments])
            : (path, arguments);
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: {string.Concat(output)}");
    }
}
