using System.Net.Sockets;
using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.Faults.S3;

/// <summary>
/// A real S3 server: OpenStack Swift with its own S3 protocol, which checks signatures, on free ports, in a temporary
/// folder. It leaves nothing behind.
/// </summary>
public sealed class SwiftServer : IAsyncDisposable
{
    /// <summary>Of a user who may do everything.</summary>
    public const string AccessKey = "dpa:dpa";

    /// <summary>Of a user who may do nothing with buckets.</summary>
    public const string GuestKey = "dpa:guest";

    /// <summary>Of both users.</summary>
    public const string SecretKey = "secret-of-the-tests";

    private const int Attempts = 3;

    private readonly string _folder;
    private readonly List<ServerProcess> _processes = [];

    private SwiftServer(int port, string folder) => (Port, _folder) = (port, folder);

    /// <summary>Where it listens, on 127.0.0.1, in plain HTTP.</summary>
    public int Port { get; }

    /// <summary><c>127.0.0.1:port</c></summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>
    /// Starts one; the test is skipped where Swift is not installed (<see cref="Requirements.Swift"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">It did not start; the text has what it printed.</exception>
    public static async Task<SwiftServer> StartAsync()
    {
        Requirements.Swift();
        for (var attempt = 1; ; attempt++)
        {
            var server = new SwiftServer(FreePorts.Next(), Directory.CreateTempSubdirectory("dpa-swift-").FullName);
            try
            {
                await server.LaunchAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < Attempts) // another process may have taken a port first
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

    /// <summary>Kills it and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task LaunchAsync()
    {
        var ports = SwiftConfiguration.Keepers.Select(_ => FreePorts.Next()).ToList();
        SwiftConfiguration.Write(_folder, Port, ports);
        await Task.WhenAll(SwiftConfiguration.Keepers.Zip(ports).Select(k => BuildRingAsync(k.First, k.Second)));
        foreach (var name in (string[])[.. SwiftConfiguration.Keepers, "proxy"])
            _processes.Add(Start($"swift-{name}-server", Path.Combine(_folder, "etc", $"{name}-server.conf")));
        foreach (var port in ports.Append(Port))
            await Eventually.HoldsAsync(() => ListensAsync(port), $"Swift on port {port}", TimeSpan.FromSeconds(60));
    }

    private async Task BuildRingAsync(string name, int port)
    {
        var builder = $"{name}.builder";
        await RunAsync(builder, "create", "4", "1", "1");
        await RunAsync(builder, "add", $"r1z1-127.0.0.1:{port}/d1", "1");
        await RunAsync(builder, "rebalance");
    }

    private async Task RunAsync(params string[] arguments)
    {
        await using var process = ServerProcess.Start(
            "swift-ring-builder", arguments, Path.Combine(_folder, "etc"), Environment());
        await Eventually.HoldsAsync(() => process.HasExited, process.Describe(), TimeSpan.FromSeconds(60));
        if (process.ExitCode != 0) throw new InvalidOperationException(process.Describe());
    }

    private ServerProcess Start(string program, string file) =>
        ServerProcess.Start(program, [file], _folder, Environment());

    private Dictionary<string, string> Environment() => new() { ["SWIFT_DIR"] = Path.Combine(_folder, "etc") };

    private async Task<bool> ListensAsync(int port)
    {
        if (_processes.FirstOrDefault(p => p.HasExited) is { } ended)
            throw new InvalidOperationException(ended.Describe());
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
