using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// What was last answered to each producer, by token; never changes. A pipeline has one producer, or a few: an array is
/// all that they need, and the one that is made for each accepted change is small.
/// </summary>
internal readonly struct ProducerTable : IReadOnlyCollection<KeyValuePair<string, ProducerRecord>>,
    IEquatable<ProducerTable>
{
    private readonly KeyValuePair<string, ProducerRecord>[]? _records;

    private ProducerTable(KeyValuePair<string, ProducerRecord>[] records) => _records = records;

    public static ProducerTable Empty => default;

    /// <summary>All of a table that was written, each token once. The array is the table's from now on.</summary>
    public static ProducerTable Of(KeyValuePair<string, ProducerRecord>[] records) => new(records);

    public int Count => _records?.Length ?? 0;

    public bool IsEmpty => Count == 0;

    public IEnumerable<string> Keys => Records.Select(r => r.Key);

    private KeyValuePair<string, ProducerRecord>[] Records => _records ?? [];

    public ProducerRecord this[string token] =>
        TryGetValue(token, out var record) ? record : throw new KeyNotFoundException("There is no such producer.");

    public bool ContainsKey(string token) => IndexOf(token) >= 0;

    public bool TryGetValue(string token, out ProducerRecord record)
    {
        var index = IndexOf(token);
        record = index < 0 ? default : _records![index].Value;
        return index >= 0;
    }

    /// <summary>With that one's record, new or another than before.</summary>
    public ProducerTable SetItem(string token, ProducerRecord record)
    {
        var index = IndexOf(token);
        var records = new KeyValuePair<string, ProducerRecord>[index < 0 ? Count + 1 : Count];
        Records.CopyTo(records, 0);
        records[index < 0 ? ^1 : index] = new(token, record);
        return new ProducerTable(records);
    }

    public ProducerTable SetItems(IEnumerable<KeyValuePair<string, ProducerRecord>> further)
    {
        var table = this;
        foreach (var (token, record) in further) table = table.SetItem(token, record);
        return table;
    }

    public ProducerTable Remove(string token) =>
        ContainsKey(token)
            ? new([.. Records.Where(r => !string.Equals(r.Key, token, StringComparison.Ordinal))])
            : this;

    public ProducerTable RemoveRange(IEnumerable<string> tokens)
    {
        var table = this;
        foreach (var token in tokens) table = table.Remove(token);
        return table;
    }

    /// <summary>Whether it is the very same.</summary>
    public bool Equals(ProducerTable other) => ReferenceEquals(_records, other._records);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ProducerTable other && Equals(other);

    public override int GetHashCode() => _records?.GetHashCode() ?? 0;

    public IEnumerator<KeyValuePair<string, ProducerRecord>> GetEnumerator() => Records.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string token)
    {
        for (var i = 0; i < Count; i++)
            if (string.Equals(_records![i].Key, token, StringComparison.Ordinal)) return i;
        return -1;
    }
}
