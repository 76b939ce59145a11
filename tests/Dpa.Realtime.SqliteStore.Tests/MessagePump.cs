using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Dpa.Realtime.SqliteStore.Tests;

/// <summary>
/// Reads the messages that any process has committed, in the order of the commits, and hands them to subscribers.
/// </summary>
internal sealed class MessagePump : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly SqliteConnection _connection;
    private readonly Task _running;
    private ImmutableDictionary<string, ImmutableArray<Action<StoreMessage>>> _topics =
        ImmutableDictionary.Create<string, ImmutableArray<Action<StoreMessage>>>(StringComparer.Ordinal);

    private long _last;

    public MessagePump(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Default Timeout=5");
        _connection.Open();
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(n), 0) FROM messages";
        _last = (long)command.ExecuteScalar()!;
        _running = Task.Run(RunAsync);
    }

    public IAsyncDisposable Subscribe(string topic, Action<StoreMessage> handler)
    {
        ImmutableInterlocked.AddOrUpdate(ref _topics, topic, _ => [handler], (_, all) => all.Add(handler));
        return new Subscription(() => ImmutableInterlocked.Update(ref _topics, t =>
            t.TryGetValue(topic, out var all) && all.Remove(handler) is { IsEmpty: false } rest
                ? t.SetItem(topic, rest)
                : t.Remove(topic)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _connection.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                ReadNew();
            }
            catch (SqliteException)
            {
                // Read again in a moment, from the last that was handed on.
            }

            await Task.Delay(Interval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void ReadNew()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT n, topic, content FROM messages WHERE n > $last ORDER BY n";
        command.Parameters.AddWithValue("$last", _last);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            _last = reader.GetInt64(0);
            if (!_topics.TryGetValue(reader.GetString(1), out var handlers)) continue;
            var message = new StoreMessage(reader.GetString(1), (byte[])reader[2]);
            foreach (var handler in handlers) handler(message);
        }
    }

    private sealed class Subscription(Action end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            end();
            return default;
        }
    }
}
