using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;

namespace Dpa.Realtime;

/// <summary>One pipeline as a store keeps it.</summary>
public sealed class StoredPipeline
{
    private static readonly ImmutableDictionary<string, ReadOnlyMemory<byte>> NoParts =
        ImmutableDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    private static readonly ImmutableDictionary<string, ChildContribution> NoChildren =
        ImmutableDictionary.Create<string, ChildContribution>(StringComparer.Ordinal);

    private readonly Received? _received; // null for what this process has made
    private string? _tag;
    private byte[]? _encoded;
    private PipelineRecord? _record;
    private IReadOnlyDictionary<string, ChildContribution>? _children;

    /// <summary>Creates a pipeline from what a store has read.</summary>
    /// <param name="id">The pipeline's id.</param>
    /// <param name="tag">The tag of its last commit.</param>
    /// <param name="content">The content of its last commit.</param>
    public StoredPipeline(string id, string tag, ReadOnlyMemory<byte> content)
    {
        _received = new Received(id, content);
        _tag = tag;
    }

    internal StoredPipeline(PipelineRecord record) => _record = record;

    /// <summary>The pipeline's id.</summary>
    public string Id => _received?.Id ?? _record!.State.Id;

    /// <summary>Created by each commit and never used twice: at most 40 characters of <c>0-9 a-z</c>.</summary>
    public string Tag => _tag ??= Guid.NewGuid().ToString("N");

    /// <summary>All that the library keeps of it.</summary>
    public ReadOnlyMemory<byte> Content =>
        _received is { } received ? received.Content : _encoded ??= RecordCodec.Encode(_record!);

    /// <summary>The parts that were asked for and are there, by name. <value>none</value></summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Parts { get; init; } = NoParts;

    /// <summary>The same, with what children contribute.</summary>
    internal StoredPipeline With(Dictionary<string, ChildContribution>? children, IReadOnlyCollection<string> names)
    {
        var known = new Dictionary<string, ChildContribution>(names.Count, StringComparer.Ordinal);
        foreach (var name in names)
            if (children is not null && children.TryGetValue(name, out var child)) known[name] = child;
        return new StoredPipeline(Record) { Children = known };
    }

    /// <summary>Of a store that others can take the place of: the one that took the last commit.</summary>
    internal string? Primary { get; init; }

    /// <exception cref="InvalidDataException">Another version wrote the content.</exception>
    internal PipelineRecord Record => _record ??= RecordCodec.Decode(Id, Content.Span);

    /// <summary>What children contribute, of those that were asked for.</summary>
    internal IReadOnlyDictionary<string, ChildContribution> Children
    {
        get => _children ??= Parts.Count == 0
            ? NoChildren
            : Parts.ToDictionary(p => p.Key, p => SumsCodec.DecodeChild(p.Value.Span), StringComparer.Ordinal);
        init => _children = value;
    }

    private sealed record Received(string Id, ReadOnlyMemory<byte> Content);
}
