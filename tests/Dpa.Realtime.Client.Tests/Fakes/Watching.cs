using System.Collections.Concurrent;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.Client.Tests.Fakes;

/// <summary>One reader of a pipeline: what it read, how it ended.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly CancellationTokenSource _left = new();
    private readonly ConcurrentQueue<PipelineState> _states = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Watching(RealtimeClient client, string id, WatchOptions? options) =>
        Reading = Task.Run(() => ReadAsync(client, id, options));

    public Task Reading { get; }

    /// <summary>
    /// Ends when the client has been asked: what the server says from then on finds the reader there.
    /// </summary>
    public Task StartedAsync() => _started.Task.WaitAsync(Wait.Limit);

    public IReadOnlyCollection<PipelineState> States => _states;

    public PipelineState? Newest => _states.LastOrDefault();

    /// <summary>The reading's end, with the error that it ended with; one that does not end is an error too.</summary>
    public Task EndAsync() => Reading.WaitAsync(Wait.Limit);

    public static Watching Start(RealtimeClient client, string id = "p", WatchOptions? options = null) =>
        new(client, id, options);

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        await Task.WhenAny(Reading).WaitAsync(Wait.Limit);
        _left.Dispose();
    }

    private async Task ReadAsync(RealtimeClient client, string id, WatchOptions? options)
    {
        await using var states = client.WatchAsync(id, options, _left.Token).GetAsyncEnumerator();
        var next = states.MoveNextAsync();
        _started.TrySetResult();
        while (await next)
        {
            _states.Enqueue(states.Current);
            next = states.MoveNextAsync();
        }
    }
}
