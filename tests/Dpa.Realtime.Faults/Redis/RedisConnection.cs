using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Dpa.Realtime.Faults.Redis;

/// <summary>
/// One connection to a Redis server that sends a command and reads its reply (RESP 2): for tests that look at, or
/// disturb, a server from outside.
/// </summary>
public sealed class RedisConnection : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;

    private RedisConnection(TcpClient client)
    {
        _client = client;
        // one character a byte, so that lengths are bytes
        _reader = new StreamReader(client.GetStream(), Encoding.Latin1);
    }

    /// <summary>Connects, and signs in where a password is given.</summary>
    public static async Task<RedisConnection> OpenAsync(
        int port, string? password = null, CancellationToken cancellationToken = default)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            var connection = new RedisConnection(client);
            if (password is not null) await connection.CommandAsync(["AUTH", password], cancellationToken);
            return connection;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The reply as text; the entries of an array in one line each.</summary>
    /// <exception cref="RedisReplyException">The server answered with an error.</exception>
    public async Task<string> CommandAsync(IReadOnlyList<string> command, CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"*{command.Count}\r\n"));
        foreach (var part in command)
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    /// <summary>The next reply or push.</summary>
    /// <exception cref="RedisReplyException">The server answered with an error.</exception>
    /// <exception cref="IOException">It ended the connection.</exception>
    public async Task<string> ReadAsync(CancellationToken cancellationToken = default)
    {
        var line = await _reader.ReadLineAsync(cancellationToken)
            ?? throw new IOException("Redis ended the connection.");
        var rest = line[1..];
        return line[0] switch
        {
            '-' => throw new RedisReplyException(rest),
            '$' => await ReadBulkAsync(int.Parse(rest, CultureInfo.InvariantCulture), cancellationToken),
            '*' => await ReadArrayAsync(int.Parse(rest, CultureInfo.InvariantCulture), cancellationToken),
            _ => rest,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }

    private async Task<string> ReadBulkAsync(int length, CancellationToken cancellationToken)
    {
        if (length < 0) return "";
        var bytes = new char[length + 2];
        if (await _reader.ReadBlockAsync(bytes, cancellationToken) < bytes.Length)
            throw new IOException("Redis ended the connection.");
        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes, 0, length));
    }

    private async Task<string> ReadArrayAsync(int count, CancellationToken cancellationToken)
    {
        var entries = new List<string>();
        for (var i = 0; i < count; i++) entries.Add(await ReadAsync(cancellationToken));
        return string.Join('\n', entries);
    }
}
