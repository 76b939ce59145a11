using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime;

/// <summary>Which pipelines of an owner are listed (docs/protocol.md#lists).</summary>
/// <param name="Owner">Whose pipelines. Only top-level ones: children are reached through their parent.</param>
public sealed record PipelineQuery(string Owner)
{
    /// <summary>The greatest <see cref="Limit"/>.</summary>
    public const int MaxLimit = 200;

    /// <summary>Only those with one of these statuses. <value>all</value></summary>
    public ImmutableArray<PipelineStatus> Statuses { get; init; } = [];

    /// <summary>Only those of this kind, compared ordinally. <value>null: all</value></summary>
    public string? Kind { get; init; }

    /// <summary>Only those that changed then or later. <value>null: all</value></summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many pipelines a page has at most, 1 to <see cref="MaxLimit"/>. <value>50</value></summary>
    public int Limit { get; init; } = 50;

    /// <summary>
    /// <see cref="PipelinePage.Next"/> of the page before, with the same filters. <value>null: the first page</value>
    /// </summary>
    public string? Cursor { get; init; }

    internal bool IsFiltered => !Statuses.IsDefaultOrEmpty || Kind is not null || Since is not null;

    /// <summary>
    /// How many pipelines it may look at: by what is asked for, and not by what is found, which would show what may not
    /// be seen.
    /// </summary>
    internal int CostFor(string userId) =>
        !IsFiltered && (Owner.Length == 0 || string.Equals(Owner, userId, StringComparison.Ordinal))
            ? Limit
            : FanOut.PageFilling.MaxLooked;

    internal bool Matches(PipelineState state) =>
        (Statuses.IsDefaultOrEmpty || Statuses.Contains(state.Status))
        && (Kind is null || string.Equals(Kind, state.Kind, StringComparison.Ordinal))
        && (Since is not { } since || state.Timestamp >= since);

    /// <exception cref="ArgumentException">A value is out of range, or the cursor is of no page.</exception>
    internal void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(Owner);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, MaxLimit);
        if (Cursor is { } cursor && KeyOf(cursor) is null)
            throw new ArgumentException("The cursor is not the Next of a page. Leave it out to begin again.");
    }

    /// <summary>A cursor names the last pipeline that a page has looked at.</summary>
    internal static string CursorOf(string key) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(key));

    /// <summary>The key in a cursor, or null where it is none.</summary>
    internal static string? KeyOf(string cursor)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(cursor.Length)];
        if (!Base64Url.IsValid(cursor) || !Base64Url.TryDecodeFromChars(cursor, bytes, out var length)) return null;
        var key = Encoding.ASCII.GetString(bytes, 0, length);
        return ListKey.IsKey(key) ? key : null;
    }
}
