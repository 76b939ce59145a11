using System.Collections.Immutable;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>
/// What all nodes of a simulated world share: compare and set, in bytes, as a store over a network has it. It may lose
/// all it has, or go back to what it was; then it says so of everything that it wrote before.
/// </summary>
internal sealed class SimStore(TimeProvider time)
{
    private readonly List<SimLine> _lines = [];
    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, Row> _rows = ImmutableDictionary.Create<string, Row>(StringComparer.Ordinal);
    private ImmutableDictionary<string, Row> _past = ImmutableDictionary.Create<string, Row>(StringComparer.Ordinal);
    private int _generation;

    public bool IsAway { get; set; }

    public IReadOnlyList<SimLine> Lines => _lines;

    /// <summary>Another node's way to it.</summary>
    public SimLine Connect(SimFaults faults)
    {
        var line = new SimLine(this, faults);
        _lines.Add(line);
        return line;
    }

    public Row? Find(string id) => _rows.GetValueOrDefault(id);

    public IEnumerable<string> Of(string owner) => _rows.Where(r => r.Value.Owner == owner).Select(r => r.Key);

    /// <summary>By how much its clock was set.</summary>
    public TimeSpan Skew { get; set; }

    public TimeSpan Now => time.GetElapsedTime(0) + Skew;

    public CommitResult Commit(PipelineCommit commit)
    {
        var before = Find(commit.PipelineId);
        if (before?.Tag != commit.ExpectedTag) return CommitResult.Conflict;
        if (before is not null && before.Generation != _generation && !commit.IsNewEpoch) return CommitResult.Stale;
        var parts = (commit.IsNewEpoch ? null : before?.Parts) ?? Row.NoParts;
        foreach (var (name, value) in commit.Parts) parts = parts.SetItem(name, value);
        var row =
            new Row(commit.Next.Tag, commit.Next.Content.ToArray(), commit.Position, commit.Owner, _generation, parts);
        _rows = _rows.SetItem(commit.PipelineId, row);
        foreach (var message in commit.Messages) Send(message);
        return CommitResult.Written;
    }

    public void Send(StoreMessage message)
    {
        // Once over the line a message is bytes, as on a wire.
        var sent = new StoreMessage(message.Topic, message.Content.ToArray());
        foreach (var line in _lines) line.Receive(sent);
    }

    public void Write(string key, byte[] value) => _values[key] = value;

    public byte[]? Read(string key, bool remove)
    {
        if (!_values.TryGetValue(key, out var value)) return null;
        if (remove) _values.Remove(key);
        return value;
    }

    /// <summary>Another version has written it.</summary>
    public void Spoil(string id) => _rows = _rows.SetItem(id, Find(id)! with { Content = [] });

    /// <summary>Everything is gone, as after a flush.</summary>
    public void Lose() => Become(_past.Clear());

    /// <summary>A copy is made, to which it may go back.</summary>
    public void Copy() => _past = _rows;

    /// <summary>What was written since the copy is gone.</summary>
    public void GoBack() => Become(_past);

    private void Become(ImmutableDictionary<string, Row> rows)
    {
        _rows = rows;
        _generation++;
    }

    /// <summary>One pipeline.</summary>
    public sealed record Row(
        string Tag, byte[] Content, PipelinePosition Position, string? Owner, int Generation,
        ImmutableDictionary<string, ReadOnlyMemory<byte>> Parts)
    {
        public static ImmutableDictionary<string, ReadOnlyMemory<byte>> NoParts { get; } =
            ImmutableDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
    }
}
