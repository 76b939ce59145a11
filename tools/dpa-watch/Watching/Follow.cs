using Dpa.Realtime.Client;
using Dpa.Realtime.Watch.CommandLine;
using Dpa.Realtime.Watch.Views;

namespace Dpa.Realtime.Watch.Watching;

/// <summary>Follows pipelines to their end.</summary>
internal static class Follow
{
    /// <returns>The statuses that the named pipelines ended with; what cannot be followed fails at once, not when the
    /// others have ended.</returns>
    public static async Task<PipelineStatus[]> AllAsync(
        RealtimeClient client, Arguments arguments, IView view, CancellationToken left)
    {
        var ends = new List<PipelineStatus>();
        await foreach (
            var end in Task.WhenEach(arguments.Pipelines.Select(id => OneAsync(client, id, arguments, view, left))))
            ends.Add(await end);
        return [.. ends];
    }

    /// <returns>The status that it ended with.</returns>
    private static async Task<PipelineStatus> OneAsync(
        RealtimeClient client, string id, Arguments arguments, IView view, CancellationToken left)
    {
        try
        {
            await foreach (var state in client.WatchAsync(id, new WatchOptions { Wait = arguments.Waits }, left))
            {
                view.State(state);
                if (state.IsEnded && !arguments.Follows) return state.Status;
            }
        }
        catch (RealtimeException e)
            when (arguments.Pipelines.Count > 1
                && e.Code is ProgressErrorCodes.NotFound or ProgressErrorCodes.Expired)
        {
            throw new RealtimeException(e.Code, $"{id}: {e.Message}", e.Suggestion, e); // the server does not name it
        }

        throw new OperationCanceledException(left);
    }

    /// <returns>The statuses that the user's own ended with, once all have that were seen.</returns>
    public static async Task<PipelineStatus[]> MineAsync(
        RealtimeClient client, Arguments arguments, IView view, CancellationToken left)
    {
        var shown = new Dictionary<string, PipelineState>(StringComparer.Ordinal);
        await foreach (var list in client.WatchMineAsync(left))
        {
            foreach (var state in list.Where(s => !ReferenceEquals(shown.GetValueOrDefault(s.Id), s)))
            {
                shown[state.Id] = state;
                view.State(state);
            }

            // An empty list is one from which access was taken away, and no end of anything. The list lets go of old
            // ends; their outcome counts all the same.
            if (!arguments.Follows && list.Count > 0 && list.All(s => s.IsEnded))
                return [.. shown.Values.Where(s => s.IsEnded).Select(s => s.Status)];
        }

        throw new OperationCanceledException(left);
    }
}
