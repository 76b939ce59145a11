using System.Collections.Concurrent;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>What one client said of itself while a row of the table was run.</summary>
internal sealed class ClientRecord
{
    private readonly ConcurrentQueue<Told> _told = new();
    private readonly ConcurrentDictionary<long, string> _words = new();
    private readonly ConcurrentQueue<string> _statuses = new();
    private readonly ConcurrentQueue<string> _answers = new();
    private volatile SeenState? _newest;
    private volatile string? _error;
    private volatile bool _begins = true;
    private volatile IReadOnlyList<string> _mine = [];

    private enum What
    {
        /// <summary>Watching began with a state at that count.</summary>
        Began,
        Transition,
        Skip,
    }

    public SeenState? Newest => _newest;

    /// <summary>Each status in words of the wire, in order.</summary>
    public IReadOnlyList<string> Statuses => [.. _statuses];

    public string Status => _statuses.LastOrDefault() ?? "closed";

    /// <summary>The code with which watching ended, or null.</summary>
    public string? Error => _error;

    /// <summary>How often a new token was asked for.</summary>
    public int Renewals { get; private set; }

    /// <summary>The newest list of the user's own pipelines, by their ids.</summary>
    public IReadOnlyList<string> Mine => _mine;

    /// <summary>Each transition that was told, by its number: <see cref="SeenTransition"/>.</summary>
    public IReadOnlyDictionary<long, string> Words => _words;

    /// <summary>The count with which its newest watch began: what happened before that is not told.</summary>
    public long BeganAt => _told.LastOrDefault(t => t.What == What.Began).Number;

    public int Skips => _told.Count(t => t.What == What.Skip);

    /// <summary>What came of each answer, in order: a code, or nothing where it was accepted.</summary>
    public IReadOnlyList<string> Answers => [.. _answers];

    /// <summary>The next state is the first of a new watch: what happened before it is nobody's business.</summary>
    public void Begin() => _begins = true;

    public void State(SeenState state)
    {
        if (_begins) _told.Enqueue(new Told(What.Began, state.Transition));
        _begins = false;
        _newest = state;
    }

    public void Transition(long number, string words)
    {
        _words[number] = words;
        _told.Enqueue(new Told(What.Transition, number));
    }

    public void Skipped(long count) => _told.Enqueue(new Told(What.Skip, count));

    public void Moved(string status)
    {
        if (status != Status) _statuses.Enqueue(status);
    }

    public void Listed(IReadOnlyList<string> ids) => _mine = ids;

    public void Failed(string code) => _error = code;

    public void Answered(string code) => _answers.Enqueue(code);

    public void Renewed() => Renewals++;

    /// <summary>Up to which transition was told.</summary>
    public long Counted =>
        _told.Aggregate(0L, static (count, told) => told.What == What.Skip ? count + told.Number : told.Number);

    /// <summary>
    /// Every transition after the first state up to that number was told once and in order, or is in a reported skip.
    /// </summary>
    public void CheckTransitions(long last)
    {
        var counter = 0L;
        foreach (var (what, number) in _told)
        {
            if (what == What.Transition)
                Assert.True(
                    number == counter + 1, $"Transition {number} was told after {counter}: {string.Join(' ', _told)}.");
            counter = what == What.Skip ? counter + number : number;
        }

        Assert.True(counter == last, $"Told up to {counter} of {last}: {string.Join(' ', _told)}.");
    }

    private readonly record struct Told(What What, long Number)
    {
        public override string ToString() => $"{What} {Number}";
    }
}
