using System.Globalization;
using Dpa.Realtime.Engine;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>
/// Producers that say all sorts of things, legal or not, under several tokens of which some are fenced off.
/// </summary>
internal sealed class SimProducers(PipelineEngine engine, Random random, SimOptions options)
{
    // Waiting needs a question: DecisionPropertyTests and AnsweringPropertyTests ask them.
    private static readonly PipelineStatus[] Statuses =
        [.. Enum.GetValues<PipelineStatus>().Where(s => s != PipelineStatus.Waiting)];

    private readonly Dictionary<string, List<Producer>> _producers = [];
    private PipelineChange? _last;
    private int _tokens;

    public PipelineEngine Engine { get; } = engine;

    /// <summary>The store has lost what it had, or went back: who was fenced off since, it does not know.</summary>
    public void OnLost()
    {
        _last = null;
        foreach (var producer in _producers.Values.SelectMany(p => p)) producer.IsFenced = false;
    }

    public void Step()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"p{random.Next(options.Pipelines)}");
        switch (random.Next(20))
        {
            case < 2:
                Start(id);
                break;
            case < 11:
                Progress(id);
                break;
            case < 15:
                StageTransition(id);
                break;
            case < 17:
                PipelineTransition(id);
                break;
            case 17:
                Admit(id, exclusive: random.Next(2) == 0);
                break;
            case 18:
                Repeat();
                break;
            default:
                SeveralStages(id);
                break;
        }
    }

    private void Start(string id)
    {
        var stages = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(i => new StageDefinition($"s{i}", weight: 1 + random.Next(3)))
            .ToArray();
        var token = NewToken();
        var start = new PipelineStart(id, $"u{random.Next(options.Users)}")
        {
            Stages = stages, Status = random.Next(4) == 0 ? PipelineStatus.Pending : PipelineStatus.Processing,
        };
        if (Sure(() => Engine.StartAsync(start, token, default)).Status == ApplyStatus.Applied)
            _producers[id] = [new Producer(token)];
    }

    private void Progress(string id) => Apply(id, c => c with { Stages = [RandomProgress()] });

    private StageChange RandomProgress() =>
        new()
        {
            Id = $"s{random.Next(4)}", Progress = random.NextDouble() * 110, CompletedUnits = random.Next(100),
            TotalUnits = 100, Message = random.Next(3) == 0 ? $"m{random.Next(100)}" : null,
            Indeterminate = random.Next(10) == 0,
        };

    private void StageTransition(string id) =>
        Apply(id, c => c with { Stages = [RandomTransition()] });

    private StageChange RandomTransition() =>
        new()
        {
            Id = $"s{random.Next(4)}",
            Status = random.Next(3) > 0 ? PipelineStatus.Processing : Statuses[random.Next(Statuses.Length)],
            NewAttempt = random.Next(8) == 0,
            KeepProgress = random.Next(2) == 0,
            Warning = random.Next(10) == 0,
            Message = random.Next(2) == 0 ? "why" : null,
            Error = random.Next(3) == 0 ? new ProgressError("broken", "It broke.", "Mend it.") : null,
        };

    private void PipelineTransition(string id) =>
        Apply(id, c => c with
        {
            Status = random.Next(3) == 0
                ? null
                : random.Next(2) == 0 ? PipelineStatus.Processing : Statuses[random.Next(Statuses.Length)],
            EndOpenStages = random.Next(2) == 0,
            Warning = random.Next(5) == 0,
            Message = random.Next(2) == 0 ? "said" : null,
            NewAttempt = random.Next(8) == 0,
            Stalled = random.Next(8) == 0 ? true : null,
            Error = new ProgressError("failed", "It failed.", "Again.", true),
        });

    private void SeveralStages(string id) =>
        Apply(id, c => c with { Stages = [RandomProgress() with { Id = "s0" }, RandomProgress() with { Id = "s1" }] });

    private void Admit(string id, bool exclusive)
    {
        var token = NewToken();
        if (Sure(() => Engine.ResumeAsync(id, token, exclusive, default)).Status != ApplyStatus.Applied) return;
        // Fenced-off producers stay in the list: they go on talking, and nobody must hear them.
        if (!_producers.TryGetValue(id, out var producers)) _producers[id] = producers = [];
        if (exclusive) producers.ForEach(p => p.IsFenced = true);
        producers.Add(new Producer(token));
    }

    private void Repeat()
    {
        if (_last is null) return;
        var before = Now(Engine.ReadAsync([_last.PipelineId], default));
        Sure(() => Engine.ApplyAsync(_last, default));
        var after = Now(Engine.ReadAsync([_last.PipelineId], default));
        Assert.Equal(before.Select(s => s.Position), after.Select(s => s.Position));
    }

    private void Apply(string id, Func<PipelineChange, PipelineChange> describe)
    {
        if (!_producers.TryGetValue(id, out var producers)) return;
        var producer = producers[random.Next(producers.Count)];
        var change = describe(
            new PipelineChange
            {
                PipelineId = id, ProducerToken = producer.Token, Sequence = ++producer.Sequence,
            });
        var result = Sure(() => Engine.ApplyAsync(change, default));
        if (producer.IsFenced)
            Assert.True(
                result.Status is ApplyStatus.ProducerReplaced or ApplyStatus.NotFound,
                $"A fenced producer was answered {result.Status}.");
        if (result.Status == ApplyStatus.Applied)
            _last = change;
    }

    private string NewToken() => string.Create(CultureInfo.InvariantCulture, $"t{_tokens++}");

    /// <summary>Asks again with the same token and sequence until it is answered, as a run does.</summary>
    private static T Sure<T>(Func<ValueTask<T>> call)
    {
        while (true)
        {
            try
            {
                return Now(call());
            }
            catch (PipelineException e) when (e.IsRetryable)
            {
                // The answer was lost, perhaps after the commit.
            }
        }
    }

    private static T Now<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.Result : throw new InvalidOperationException("The simulation waits for nothing.");

    private sealed class Producer(string token)
    {
        public string Token { get; } = token;

        public long Sequence { get; set; }

        public bool IsFenced { get; set; }
    }
}
