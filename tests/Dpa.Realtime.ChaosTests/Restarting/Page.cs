using System.Collections.Concurrent;
using Dpa.Realtime.Client;

namespace Dpa.Realtime.ChaosTests.Restarting;

/// <summary>A page that follows one pipeline with the product's own client, and all that its user was shown.</summary>
internal sealed class Page : IAsyncDisposable
{
    private readonly RealtimeClient _client;
    private readonly string _pipeline;
    private readonly Task _watching;
    private readonly ConcurrentQueue<(long At, ConnectionSnapshot Connection)> _shown = new();
    private readonly ConcurrentQueue<long> _transitions = new();
    private long _skipped;

    public Page(Uri server, string user, string pipeline, HttpMessageInvoker http, int seed)
    {
        _pipeline = pipeline;
        _client = new RealtimeClient(
            new RealtimeClientOptions
            {
                Address = server, UserId = user, Http = http, Jitter = new Random(seed).NextDouble,
            });
        _client.ConnectionChanged += (_, connection) =>
            _shown.Enqueue((TimeProvider.System.GetTimestamp(), connection));
        _client.TransitionRaised += (_, raised) =>
        {
            if (raised.Transition is { } transition) _transitions.Enqueue(transition.Number);
            Interlocked.Add(ref _skipped, raised.Skipped);
        };
        _watching = WatchAsync();
    }

    public Client.PipelineState? State => _client.GetState(_pipeline);

    public bool IsLive => _client.Connection.Status == ConnectionStatus.Live;

    public RealtimeCounters Counters => _client.Counters;

    /// <summary>
    /// Each status that was shown, with the moment (<see cref="TimeProvider.GetTimestamp"/>) and the reason.
    /// </summary>
    public IReadOnlyCollection<(long At, ConnectionSnapshot Connection)> Shown => _shown;

    /// <summary>
    /// Whether the transitions that were raised are numbered without a gap or a repeat, and none was reported as too
    /// old.
    /// </summary>
    public bool HasEveryTransition =>
        Interlocked.Read(ref _skipped) == 0
        && _transitions.SequenceEqual(Enumerable.Range(0, _transitions.Count).Select(i => _transitions.First() + i));

    /// <summary>The number of the transition that was raised last; 0 before the first.</summary>
    public long LastTransition => _transitions.LastOrDefault();

    /// <summary>The error that ended the watching; null while all is well.</summary>
    public Exception? Error => _watching.Exception?.InnerException;

    /// <summary>
    /// Of the first absence that began after a moment: when it began and when the page was live again; null where there
    /// was none.
    /// </summary>
    public (long Left, long Back)? AbsenceAfter(long moment)
    {
        var shown = _shown.Where(s => s.At > moment).ToList();
        var left = shown.FindIndex(s => s.Connection.Status != ConnectionStatus.Live);
        if (left < 0) return null;
        var back = shown.FindIndex(left, s => s.Connection.Status == ConnectionStatus.Live);
        return back < 0 ? null : (shown[left].At, shown[back].At);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WatchAsync()
    {
        await foreach (var _ in _client.WatchAsync(_pipeline, new WatchOptions { Wait = true }))
        {
            // What is shown is looked at when it matters.
        }
    }
}
