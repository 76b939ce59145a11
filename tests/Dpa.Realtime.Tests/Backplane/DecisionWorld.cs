using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>
/// One entry, everything that was ever decided of it, and beside it who may produce, by rules of its own.
/// </summary>
internal sealed class DecisionWorld(PipelineStart start)
{
    private const int Kept = 8;
    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly DpaRealtimeOptions _options = new() { TransitionsKept = Kept };
    private readonly EpochSource _epochs = new(TimeProvider.System);
    private readonly List<(Entry Entry, string[] Producers)> _past = [];
    private readonly HashSet<string> _producers = [];
    private readonly Dictionary<string, ChildContribution> _children = [];
    private Entry? _entry;
    private int _steps;

    /// <summary>How many changes were accepted.</summary>
    public int Accepted { get; private set; }

    public void Run(DecisionCommand command)
    {
        var at = new Moment(Begin.AddSeconds(_steps++), _steps);
        switch (command.Kind)
        {
            case DecisionKind.Lose:
                _entry = null;
                _producers.Clear();
                return;
            case DecisionKind.GoBack when _past.Count > 0:
                GoBack(_past[command.Past % _past.Count]);
                return;
            case DecisionKind.GoBack:
                return;
        }

        var held = Held(command);
        if (held is null && command.Kind is DecisionKind.Restore or DecisionKind.Readmit or DecisionKind.Republish)
            return;
        var epoch = _epochs.After(Newest(held?.Position.Epoch));
        var totals = Totals(_entry);
        var decision = Decide(command, held, epoch, at);

        DecisionChecks.Check(_entry, decision);
        DecisionChecks.CheckSame(decision, Decide(command, held, epoch, at));
        Assert.Equal(totals, Totals(_entry));
        Admit(command, held, decision);
        Commit(decision);
        Assert.Equal(_producers.Order(), _entry?.Producers.Keys.Order() ?? Enumerable.Empty<string>());
    }

    private Decision Decide(DecisionCommand command, PipelineState? held, string epoch, Moment at) =>
        command.Kind switch
        {
            DecisionKind.Start => Starting.Decide(_entry, start, command.Token, epoch, null, at),
            DecisionKind.Apply => Applying.Decide(_entry, ChangeOf(command), Kept, at),
            DecisionKind.Admit => Admitting.Decide(_entry, command.Token, command.Flag),
            DecisionKind.Release => Leasing.Release(_entry, command.Token, isOrphaned: false),
            DecisionKind.Expire when _entry is { } entry => Leasing
                .Decide(entry, Expired(command), command.Flag ? TimeSpan.Zero : null, _options, at)
                .Decision,
            DecisionKind.Restore => Restoring.Decide(_entry, held!, null, epoch, null, [], at),
            DecisionKind.Readmit => Restoring.Decide(_entry, held!, command.Token, epoch, null, [], at),
            DecisionKind.Republish => Restoring.Republish(_entry, held!, Kept, at),
            DecisionKind.RollUp => RollingUp.Decide(_entry, _children, [Child(command)], null, Kept, at),
            _ => Decision.Only(ApplyStatus.NotFound, null),
        };

    /// <summary>Who may produce after this, as the protocol says it.</summary>
    private void Admit(DecisionCommand command, PipelineState? held, Decision decision)
    {
        var fence = _entry?.State.Fence;
        switch (command.Kind)
        {
            case DecisionKind.Start when decision.Next is not null:
            case DecisionKind.Admit when _entry is not null && command.Flag:
                _producers.Clear();
                _producers.Add(command.Token);
                break;
            case DecisionKind.Admit when _entry is not null:
                _producers.Add(command.Token);
                break;
            case DecisionKind.Release:
                _producers.Remove(command.Token);
                break;
            case DecisionKind.Expire when _entry is not null && Leasing.NeedsProducer(_entry.State):
                _producers.ExceptWith(Expired(command));
                break;
            case DecisionKind.Restore or DecisionKind.Readmit:
                var isReadmitted = command.Kind == DecisionKind.Readmit;
                if (held!.Fence > fence && (isReadmitted || decision.IsNewEpoch)) _producers.Clear();
                if (isReadmitted && !(held.Fence < fence)) _producers.Add(command.Token);
                break;
        }
    }

    private void Commit(Decision decision)
    {
        if (decision.IsNewEpoch) _children.Clear();
        foreach (var (id, contribution) in decision.Children) _children[id] = contribution;
        if (decision.Next is not { } next) return;
        Accepted += decision.Changes.Length;
        _entry = next;
        _past.Add((next, [.. _producers]));
    }

    private void GoBack((Entry Entry, string[] Producers) past)
    {
        _entry = past.Entry;
        _producers.Clear();
        _producers.UnionWith(past.Producers);
        _children.Clear();
    }

    private PipelineState? Held(DecisionCommand command) =>
        _past.Count == 0 ? null : _past[^((command.Past % _past.Count) + 1)].Entry.State;

    private string? Newest(string? epoch)
    {
        var known = _entry?.State.Position.Epoch;
        return string.CompareOrdinal(epoch, known) > 0 ? epoch : known;
    }

    private static PipelineChange ChangeOf(DecisionCommand command) =>
        command.Change with { ProducerToken = command.Token, Sequence = command.Sequence };

    private static string[] Expired(DecisionCommand command) =>
        command.Past % 2 == 0 ? [command.Token] : ["t0", "t1", "t2"];

    private static PipelineState Child(DecisionCommand command) => new()
    {
        Id = $"c{command.Past % 3}",
        Owner = "u",
        ParentId = "p",
        Position = new PipelinePosition("e", command.Sequence + 1),
        Status = command.Flag ? PipelineStatus.Processing : PipelineStatus.Failed,
        OverallProgress = command.Past,
    };

    private static (int?, double?, int?) Totals(Entry? entry) =>
        (entry?.Children?.Named.Count, entry?.Children?.Named.Weight, entry?.Children?.Nameless.Count);
}
