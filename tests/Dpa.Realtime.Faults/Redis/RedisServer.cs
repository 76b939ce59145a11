using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.Faults.Redis;

/// <summary>
/// A real <c>redis-server</c> on a free port, in a temporary folder, that a test may stop, kill, freeze and start
/// again. It leaves nothing behind.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(30);

    private readonly RedisServerOptions _options;
    private readonly string _folder;
    private readonly string[] _mode;
    private ServerProcess? _process;

    private RedisServer(RedisServerOptions options, int port, string folder, string[] mode) =>
        (_options, Port, _folder, _mode) = (options, port, folder, mode);

    /// <summary>Stays the same over restarts.</summary>
    public int Port { get; }

    /// <summary><c>127.0.0.1:port</c>, which is a connection string too; a password is not in it.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Where it keeps its files.</summary>
    public string Folder => _folder;

    /// <summary>Whether its process is there (frozen or not).</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The process's number while it runs.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("It does not run.");

    /// <summary>
    /// Starts one; the test is skipped where no <c>redis-server</c> is installed (<see cref="Requirements.Redis"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">It did not start; the text has what it printed.</exception>
    public static Task<RedisServer> StartAsync(RedisServerOptions? options = null) =>
        StartAsync(options ?? new RedisServerOptions(), FreePorts.Next, []);

    /// <summary>As <see cref="StartAsync(RedisServerOptions?)"/>, with arguments alone.</summary>
    public static Task<RedisServer> StartAsync(params string[] arguments) =>
        StartAsync(new RedisServerOptions { Arguments = arguments });

    /// <summary>Starts it again on the same port, with what its folder still holds.</summary>
    /// <param name="isEmpty">Whether its files are removed before.</param>
    /// <param name="arguments">Added to the command line, this time.</param>
    public async Task RestartAsync(bool isEmpty = false, params string[] arguments)
    {
        await KillAsync();
        if (isEmpty) Empty();
        await LaunchAsync(arguments);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>SIGTERM, and waits until it has gone.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        await _process.StopAsync();
        await KillAsync();
    }

    /// <summary>SIGSTOP: it answers nothing and its connections stay open.</summary>
    public void Pause() => _process?.Pause();

    /// <summary>SIGCONT.</summary>
    public void Resume() => _process?.Resume();

    /// <summary>
    /// One command over a connection of its own; the reply as text, an array's entries in one line each.
    /// </summary>
    /// <exception cref="RedisReplyException">The server answered with an error.</exception>
    public async Task<string> CommandAsync(params string[] command)
    {
        using var limit = new CancellationTokenSource(CommandLimit);
        using var connection = await OpenAsync(limit.Token);
        return await connection.CommandAsync(command, limit.Token);
    }

    /// <summary>
    /// One field of an INFO section, for instance <c>("replication", "role")</c>; empty where there is none.
    /// </summary>
    public async Task<string> InfoAsync(string section, string field)
    {
        var lines = (await CommandAsync("INFO", section)).Split("\r\n");
        return lines.FirstOrDefault(l => l.StartsWith($"{field}:", StringComparison.Ordinal))?[(field.Length + 1)..]
            ?? "";
    }

    /// <summary>A connection of a test's own.</summary>
    public Task<RedisConnection> OpenAsync(CancellationToken cancellationToken = default) =>
        RedisConnection.OpenAsync(Port, _options.Password, cancellationToken);

    /// <summary>Kills it and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <param name="options">What it is started with.</param>
    /// <param name="port">Finds a port; another process may take it before the server does, then the next is
    /// tried.</param>
    /// <param name="mode">What comes before all options: a sentinel's file and its switch.</param>
    internal static async Task<RedisServer> StartAsync(RedisServerOptions options, Func<int> port, string[] mode)
    {
        Requirements.Redis();
        for (var attempt = 1; ; attempt++)
        {
            var server = new RedisServer(
                options, options.Port == 0 ? port() : options.Port,
                Directory.CreateTempSubdirectory("dpa-redis-").FullName, mode);
            foreach (var (name, content) in options.Files)
                await File.WriteAllTextAsync(Path.Combine(server._folder, name), content);
            try
            {
                await server.LaunchAsync();
                return server;
            }
            catch (InvalidOperationException e)
                when (options.Port == 0
                    && attempt < 5
                    && e.Message.Contains("in use", StringComparison.OrdinalIgnoreCase))
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

    private async Task LaunchAsync(params string[] more)
    {
        _process = ServerProcess.Start(
            "redis-server",
            _mode.Length > 0 ? [.. _mode, "--port", $"{Port}"] : [.. _options.CommandLine(Port, _folder), .. more],
            _folder);
        await Eventually.HoldsAsync(AnswersAsync, $"a Redis server on {Address}");
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited) throw new InvalidOperationException($"{_process.Describe()}");
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            using var connection = await RedisConnection.OpenAsync(Port, cancellationToken: limit.Token);
            await connection.CommandAsync(["PING"], limit.Token);
            return !_process.HasExited; // it may be another's server that answered, and ours gone
        }
        catch (RedisReplyException e)
        {
            return !e.Message.StartsWith("LOADING", StringComparison.Ordinal); // one that asks for a password is there
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Empty()
    {
        foreach (var folder in Directory.GetDirectories(_folder))
            Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.GetFiles(_folder).Where(f => !_options.Files.ContainsKey(Path.GetFileName(f))))
            File.Delete(file);
    }
}
