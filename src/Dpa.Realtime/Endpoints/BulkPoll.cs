using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// The answer to a poll of many pipelines: read and written some at a time, so that its memory does not grow with their
/// number, and for few of a user's polls at a time, so that it does not grow with theirs, however slowly answers are
/// taken.
/// </summary>
internal sealed class BulkPoll(
    PipelineHub hub, VisibleStates states, AccessCheck access, AccessChanges changes, UserBudgets budgets,
    RecentStates recent, DpaRealtimeOptions options, TimeProvider time, ClientFailures failures)
{
    private const int AtOnce = 32;

    /// <summary>
    /// If a state cannot be read before the answer begins, the whole request is refused; after that the connection is
    /// aborted, and the client asks again.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="named">For what.</param>
    /// <param name="withUser">Whether also for all that the caller has under way.</param>
    /// <param name="over">Fires when the answer has to be over.</param>
    /// <exception cref="OperationCanceledException">It was over before the answer began.</exception>
    public async Task AnswerAsync(
        HttpContext http, Caller caller, NamedPipelines named, bool withUser, CancellationToken over)
    {
        var (own, left) = withUser ? await OwnAsync(caller, named, over).ConfigureAwait(false) : ([], 0);
        KeyValuePair<string, PipelinePosition?>[] all =
        [
            .. named.Positions,
            .. own.Select(id => new KeyValuePair<string, PipelinePosition?>(id, null)),
        ];
        var answer = new BulkAnswer(http, new AnswerBody(http, options.SendTimeout, time, over));
        var parts = budgets.Of(caller.UserId).Parts;
        try
        {
            foreach (var some in all.Chunk(AtOnce))
            {
                await parts.WaitAsync(over).ConfigureAwait(false);
                try
                {
                    if (!await WritePartAsync(http, caller, some, named, answer, over).ConfigureAwait(false)) return;
                }
                finally
                {
                    parts.Release();
                }
            }

            if (all.Length > 0 && answer.Unknown.Count == all.Length)
                await Problems.UnavailableAsync(http, ErrorCode.ApplicationUnavailable).ConfigureAwait(false);
            else
                await answer.EndAsync(named, left).ConfigureAwait(false);
        }
        catch (PipelineException e) when (answer.HasBegun)
        {
            failures.ReadFailed(http.TraceIdentifier, e);
            http.Abort();
        }
        catch (OperationCanceledException) when (answer.HasBegun)
        {
            http.Abort(); // the client has gone, or the answer's time is over
        }
    }

    /// <returns>False where nothing more is to be written.</returns>
    private async ValueTask<bool> WritePartAsync(
        HttpContext http, Caller caller, KeyValuePair<string, PipelinePosition?>[] part, NamedPipelines named,
        BulkAnswer answer, CancellationToken over)
    {
        var asked = changes.Now;
        var visibles = await VisibleAsync(caller, part.ToDictionary(StringComparer.Ordinal), over)
            .ConfigureAwait(false);
        foreach (var (id, visible) in visibles)
        {
            var news = IsNews(visible.State, named) ? PipelineStateCodec.Encode(visible.State!) : null;
            if (news is not null)
                await budgets.Of(caller.UserId).Answers.TakeAsync(news.Length, over).ConfigureAwait(false);

            // At each, since its turn and the client may take a while.
            if (changes.IsOver(caller))
            {
                await EndUnauthenticatedAsync(http, answer).ConfigureAwait(false);
                return false;
            }

            if (visible.Access == Access.Unknown || changes.IsRevokedSince(asked, caller.UserId, id))
                answer.Unknown.Add(id);
            else if (visible.State is null && named.Positions.ContainsKey(id)) answer.Missing.Add(id);
            else if (news is not null && !await answer.WriteAsync(news).ConfigureAwait(false)) return false;
        }

        return true;
    }

    private static bool IsNews(PipelineState? state, NamedPipelines named) =>
        state is not null && (!named.Positions.TryGetValue(state.Id, out var held) || held != state.Position);

    /// <summary>The identity ended, or the user was signed out, while the answer was being made.</summary>
    private static Task EndUnauthenticatedAsync(HttpContext http, BulkAnswer answer)
    {
        if (!answer.HasBegun) return Problems.UnauthenticatedAsync(http);
        http.Abort();
        return Task.CompletedTask;
    }

    /// <summary>
    /// All that the caller has under way, as <c>subscribe_user</c> would bring it: the newest first, up to what a
    /// connection may watch.
    /// </summary>
    private async ValueTask<(IEnumerable<string> Ids, int Left)> OwnAsync(
        Caller caller, NamedPipelines named, CancellationToken cancellationToken)
    {
        var live = await hub.Owners.ReadAsync(caller.UserId, cancellationToken).ConfigureAwait(false);
        // As many as a connection may watch are charged already.
        budgets.Of(caller.UserId).ChargeIds(Math.Max(0, live.Length - options.MaxSubscriptionsPerConnection));
        var free = options.MaxSubscriptionsPerConnection - named.Positions.Count;
        return await hub
            .Owners.NewestAsync([.. live.Where(id => !named.Positions.ContainsKey(id))], free, cancellationToken)
            .ConfigureAwait(false);
    }

    private async ValueTask<List<(string Id, VisibleState Visible)>> VisibleAsync(
        Caller caller, Dictionary<string, PipelinePosition?> held, CancellationToken cancellationToken)
    {
        var unmoved = await recent.UnmovedAsync(held, cancellationToken).ConfigureAwait(false);
        var may = await access.MayReadManyAsync(caller, unmoved, cancellationToken).ConfigureAwait(false);
        List<(string, VisibleState)> visible =
        [
            .. unmoved.Select((state, i) => (state.Id, VisibleState.Of(state, may[i]))),
        ];
        string[] others = [.. held.Keys.Except(unmoved.Select(s => s.Id), StringComparer.Ordinal)];
        if (others.Length == 0)
            return visible;
        foreach (
            var (i, read) in (await states.ReadAsync(caller, others, cancellationToken).ConfigureAwait(false)).Index())
        {
            if (read.State is { } state) recent.Keep(state);
            visible.Add((others[i], read));
        }

        return visible;
    }
}
