using Dpa.Realtime.Connections;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Endpoints;

/// <summary>The answer to a poll of many pipelines: read and written some at a time, so that its memory does not grow with their number.</summary>
internal sealed class BulkPoll(PipelineHub hub, RecentStates recent, IPipelineAuthorizer authorizer, DpaRealtimeOptions options, ILogger<BulkPoll> logger)
{
    private const int AtOnce = 32;

    /// <summary>Whatever cannot be read before the answer begins is a refusal of the whole; after that the connection is cut, and the client asks again.</summary>
    public async Task AnswerAsync(HttpContext http, Caller caller, NamedPipelines named, bool withUser)
    {
        var (own, left) = withUser ? await OwnAsync(caller, named, http.RequestAborted).ConfigureAwait(false) : ([], 0);
        KeyValuePair<string, PipelinePosition?>[] all = [.. named.Positions, .. own.Select(id => new KeyValuePair<string, PipelinePosition?>(id, null))];
        var missing = new HashSet<string>(named.Positions.Keys, StringComparer.Ordinal);
        var answer = new BulkAnswer(http);
        try
        {
            foreach (var some in all.Chunk(AtOnce))
                foreach (var (state, isNewer) in await VisibleAsync(caller, some, http.RequestAborted).ConfigureAwait(false))
                {
                    missing.Remove(state.Id);
                    if (isNewer) await answer.WriteAsync(state).ConfigureAwait(false);
                }

            await answer.EndAsync(named.Positions.Keys.Where(missing.Contains), named.Invalid, named.Excess, left).ConfigureAwait(false);
        }
        catch (PipelineException e) when (http.Response.HasStarted)
        {
            logger.SubscribeFailed(http.TraceIdentifier, e);
            http.Abort();
        }
    }

    /// <summary>All that the caller has under way, as <c>subscribe_user</c> would bring it: the newest first, up to what a connection may watch.</summary>
    private async ValueTask<(IEnumerable<string> Ids, int Left)> OwnAsync(Caller caller, NamedPipelines named, CancellationToken cancellationToken)
    {
        var live = await hub.Owners.ReadAsync(caller.UserId, cancellationToken).ConfigureAwait(false);
        var room = options.MaxSubscriptionsPerConnection - named.Positions.Count;
        return await hub.Owners.NewestAsync([.. live.Where(id => !named.Positions.ContainsKey(id))], room, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<List<(PipelineState State, bool IsNewer)>> VisibleAsync(Caller caller, KeyValuePair<string, PipelinePosition?>[] some, CancellationToken cancellationToken)
    {
        var held = some.ToDictionary(StringComparer.Ordinal);
        var visible = new List<(PipelineState, bool)>(some.Length);
        foreach (var state in await recent.ReadAsync(held, cancellationToken).ConfigureAwait(false))
            if (await authorizer.CanReadAsync(caller.Principal, caller.UserId, state, cancellationToken).ConfigureAwait(false)) visible.Add((state, held[state.Id] != state.Position));
        return visible;
    }
}
