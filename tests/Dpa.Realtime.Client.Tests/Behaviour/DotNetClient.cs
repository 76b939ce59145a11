using Dpa.Realtime.Faults;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>The .NET client in the table.</summary>
internal sealed class DotNetClient : IDrivenClient
{
    private readonly RealtimeClient _client;
    private Task _reading = Task.CompletedTask;
    private Task _listing = Task.CompletedTask;
    private Task _also = Task.CompletedTask;
    private volatile string _current = "token-1";
    private volatile string _next = "token-1";

    public DotNetClient(Uri address)
    {
        _client = new RealtimeClient(new RealtimeClientOptions
        {
            Address = address,
            UserId = BehaviourWorld.User,
            AccessTokenProvider = (renew, _) => new(Token(renew)),
            BackoffBase = DriverTimings.BackoffBase,
            BackoffCap = DriverTimings.BackoffCap,
            StableAfter = DriverTimings.StableAfter,
            PollInterval = DriverTimings.PollInterval,
            ProbeInterval = DriverTimings.ProbeInterval,
        });
        _client.ConnectionChanged += (_, c) => Record.Moved(c.Status.ToString().ToLowerInvariant());
        _client.TransitionRaised += (_, t) =>
        {
            if (t.Transition is { } transition) Record.Transition(transition.Number, SeenTransition.Of(transition));
            else Record.Skipped(t.Skipped);
        };
    }

    public ClientRecord Record { get; } = new();

    public Task StartAsync()
    {
        _client.Start();
        if (!_reading.IsCompleted) return Task.CompletedTask;
        Record.Begin(); // a reader that was told why it ended is a new one
        _reading = Task.Run(ReadAsync);
        return Task.CompletedTask;
    }

    public Task WatchMineAsync()
    {
        _listing = Task.Run(async () =>
        {
            await foreach (var list in _client.WatchMineAsync()) Record.Listed([.. list.Select(s => s.Id)]);
        });
        return Task.CompletedTask;
    }

    public Task AlsoAsync(IReadOnlyList<string> pipelines)
    {
        _also = Task.WhenAll(pipelines.Select(WatchOtherAsync));
        return Task.CompletedTask;
    }

    public Task SetTokenAsync(string token)
    {
        _next = token;
        return Task.CompletedTask;
    }

    public async Task AnswerAsync(string question, string answer)
    {
        try
        {
            await _client.AnswerAsync(BehaviourWorld.Pipeline, question, answer);
            Record.Answered("");
        }
        catch (RealtimeException e)
        {
            Record.Answered(e.Code);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await Task.WhenAll(_reading, _listing, _also).WaitAsync(Wait.Limit);
    }

    private string Token(bool renew)
    {
        if (!renew) return _current;
        Record.Renewed();
        return _current = _next;
    }

    private async Task WatchOtherAsync(string pipeline)
    {
        try
        {
            await foreach (var _ in _client.WatchAsync(pipeline))
            {
                // what it is at is not this test's concern
            }
        }
        catch (RealtimeException)
        {
            // it is not there, or there is no place for it
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var state in _client.WatchAsync(BehaviourWorld.Pipeline)) Record.State(SeenState.Of(state));
        }
        catch (RealtimeException e)
        {
            Record.Failed(e.Code);
        }
    }
}
