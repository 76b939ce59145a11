using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// Reads owners' lists, some pipelines at a time. The list is a hint that is checked against the states. What cannot be
/// read is left out: whether it may be seen cannot be found out either.
/// </summary>
internal sealed class PipelineLists(IBackplane backplane)
{
    private const int AtOnce = 32;

    /// <summary>A page for the application, without authorisation.</summary>
    public async ValueTask<PipelinePage> QueryAsync(PipelineQuery query, CancellationToken cancellationToken)
    {
        var page = new PageFilling(query, isOwn: true);
        var taken = ImmutableArray.CreateBuilder<PipelineState>();
        while (!page.IsOver)
        {
            var part = await ReadAsync(query.Owner, page, cancellationToken).ConfigureAwait(false);
            foreach (var state in part.States)
            {
                if (page.Wants(state, isSeen: true)) taken.Add(state);
                page.Take(state, isSeen: true);
                if (page.IsOver) break;
            }

            page.Passed(part);
        }

        return new PipelinePage(taken.DrainToImmutable(), page.Next);
    }

    /// <summary>The next part for a page.</summary>
    /// <param name="owner">Whose list.</param>
    /// <param name="page">How far it is.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async ValueTask<ListPart> ReadAsync(string owner, PageFilling page, CancellationToken cancellationToken)
    {
        var max = Math.Min(AtOnce, page.Left);
        var keys = await backplane.ReadListAsync(owner, page.Before, max, cancellationToken).ConfigureAwait(false);
        if (keys.IsEmpty) return ListPart.End;
        // An id that was used again may be on the list twice.
        string[] ids = [.. keys.Select(ListKey.IdOf).Distinct(StringComparer.Ordinal)];
        var states = (await ReadSomeAsync(owner, ids, cancellationToken).ConfigureAwait(false))
            .ToDictionary(state => ListKey.Of(state)!, StringComparer.Ordinal);
        return new ListPart(
            [.. keys.Select(key => states.GetValueOrDefault(key)).OfType<PipelineState>()],
            keys.Length < max ? null : keys[^1]);
    }

    /// <summary>Those of an owner's pipelines that can be on its list.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="ids">Which.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async ValueTask<PipelineState[]> ReadSomeAsync(
        string owner, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        [
            .. (await ReadableAsync(ids, cancellationToken).ConfigureAwait(false)).Where(state =>
                state.ParentId is null && string.Equals(state.Owner, owner, StringComparison.Ordinal)),
        ];

    private async ValueTask<ImmutableArray<PipelineState>> ReadableAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        try
        {
            return await backplane.ReadAsync(ids, cancellationToken).ConfigureAwait(false);
        }
        catch (PipelineException e) when (e.InnerException is InvalidDataException)
        {
            return []; // a read of several fails only where none of them can be read
        }
    }
}

/// <summary>A part of a list.</summary>
/// <param name="States">Those that exist and can be read, in the list's order.</param>
/// <param name="Last">The key of the last place; null where nothing comes after it.</param>
internal readonly record struct ListPart(ImmutableArray<PipelineState> States, string? Last)
{
    public static ListPart End { get; } = new([], null);
}
