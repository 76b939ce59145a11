using System.Collections.Immutable;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Reads and authorizes what a live query lists. What cannot be answered is an error, and never a list that lacks it.
/// </summary>
/// <param name="context">What all connections share.</param>
/// <param name="caller">For whom.</param>
/// <param name="query">What is asked for.</param>
/// <param name="closed">Fires when the connection ends.</param>
internal sealed class QueryReading(
    ConnectionContext context, Caller caller, PipelineQuery query, CancellationToken closed)
{
    private readonly PipelineLists _lists = new(context.Backplane);
    private readonly bool _isOwn = string.Equals(query.Owner, caller.UserId, StringComparison.Ordinal);

    public LiveList List { get; } = new(query.Limit);

    /// <summary>The list as a request for its first page finds it.</summary>
    public ValueTask BeginAsync()
    {
        List.Clear();
        return FillAsync(null, query.Limit);
    }

    /// <summary>Reads some of the owner's pipelines again, and then what takes the place of those that left.</summary>
    public async ValueTask UpdateAsync(IReadOnlyCollection<string> ids)
    {
        var states = await _lists.ReadSomeAsync(query.Owner, ids, closed).ConfigureAwait(false);
        PipelineState[] wanted = [.. states.Where(state => query.Matches(state) && List.HasPlaceFor(state))];
        var seen = await SeenAsync(wanted).ConfigureAwait(false);
        foreach (var id in ids.Except(seen.Select(state => state.Id), StringComparer.Ordinal)) List.Remove(id);
        foreach (var state in seen) List.Put(state);
        if (List.Missing > 0) await FillAsync(List.Below, List.Missing).ConfigureAwait(false);
    }

    private async ValueTask FillAsync(string? below, int missing)
    {
        var page = new PageFilling(
            query with { Limit = missing, Cursor = below is null ? null : PipelineQuery.CursorOf(below) }, _isOwn);
        while (!page.IsOver)
        {
            var part = await _lists.ReadAsync(query.Owner, page, closed).ConfigureAwait(false);
            var seen = (await SeenAsync(part.States).ConfigureAwait(false)).ToHashSet();
            foreach (var state in part.States)
            {
                var isSeen = seen.Contains(state);
                if (page.Wants(state, isSeen)) List.Put(state);
                page.Take(state, isSeen);
                if (page.IsOver) break;
            }

            page.Passed(part);
        }

        List.Filled(page.Next is { } next ? PipelineQuery.KeyOf(next) : null);
    }

    /// <summary>Those that the caller may see.</summary>
    /// <exception cref="PipelineException">The application did not answer for one.</exception>
    private async ValueTask<ImmutableArray<PipelineState>> SeenAsync(IReadOnlyList<PipelineState> states)
    {
        var may = await context.Access.MayReadManyAsync(caller, states, closed).ConfigureAwait(false);
        closed.ThrowIfCancellationRequested();
        if (may.Contains(Access.Unknown))
            throw new PipelineException(
                ErrorCode.ApplicationUnavailable.Name, ErrorCode.ApplicationUnavailable.Message, isRetryable: true);
        return [.. states.Where((_, i) => may[i] == Access.Allowed)];
    }
}
