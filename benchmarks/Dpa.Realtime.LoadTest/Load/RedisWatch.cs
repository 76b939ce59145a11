using System.Diagnostics;
using System.Globalization;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.LoadTest.Results;

namespace Dpa.Realtime.LoadTest.Load;

/// <summary>Asks the Redis between the nodes what it has done so far.</summary>
internal sealed class RedisWatch : IDisposable
{
    private readonly RedisConnection _connection;

    private RedisWatch(RedisConnection connection) => _connection = connection;

    public static async Task<RedisWatch> OpenAsync(int port, CancellationToken cancellation) =>
        new(await RedisConnection.OpenAsync(port, cancellationToken: cancellation));

    public async Task<RedisReport> SampleAtAsync(long moment, CancellationToken cancellation)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), moment);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, cancellation);
        return await SampleAsync(cancellation);
    }

    public async Task<RedisReport> SampleAsync(CancellationToken cancellation)
    {
        var lines = (await _connection.CommandAsync(["INFO", "everything"], cancellation))
            .Split("\r\n")
            .Select(l => l.Split(':', 2))
            .Where(l => l.Length == 2)
            .ToDictionary(l => l[0], l => l[1]);
        double Number(string field) => double.Parse(lines[field], CultureInfo.InvariantCulture);
        return new(
            Number("used_cpu_sys") + Number("used_cpu_user"), (long)Number("total_net_input_bytes"),
            (long)Number("total_net_output_bytes"), (long)Number("total_commands_processed"),
            (long)Number("used_memory_rss"));
    }

    public void Dispose() => _connection.Dispose();
}
