using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// Reads owners' lists, some pipelines at a time. The list is a hint that is checked against the states.
/// </summary>
internal sealed class PipelineLists(IBackplane backplane)
{
    private const int AtOnce = 32;

    /// <param name="owner">Whose list.</param>
    /// <param name="before">The key below which it is read; null for the beginning.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async ValueTask<ListPart> ReadAsync(string owner, string? before, CancellationToken cancellationToken)
    {
        var keys = await backplane.ReadListAsync(owner, before, AtOnce, cancellationToken).ConfigureAwait(false);
        if (keys.IsEmpty) return ListPart.End;
        // An id that was used again may be on the list twice.
        string[] ids = [.. keys.Select(ListKey.IdOf).Distinct(StringComparer.Ordinal)];
        var read = await backplane.ReadAsync(ids, cancellationToken).ConfigureAwait(false);
        var states = read
            .Where(state => state.ParentId is null)
            .ToDictionary(state => ListKey.Of(state)!, StringComparer.Ordinal);
        return new ListPart(
            [
                .. keys
                    .Select(key => states.GetValueOrDefault(key))
                    .OfType<PipelineState>()
                    .Where(state => string.Equals(state.Owner, owner, StringComparison.Ordinal)),
            ],
            keys.Length,
            keys.Length < AtOnce ? null : keys[^1]);
    }
}

/// <summary>A part of a list.</summary>
/// <param name="States">In the list's order.</param>
/// <param name="Looked">How many places of the list were looked at.</param>
/// <param name="Last">The last place; null where nothing comes after it.</param>
internal readonly record struct ListPart(ImmutableArray<PipelineState> States, int Looked, string? Last)
{
    public static ListPart End { get; } = new([], 0, null);
}
