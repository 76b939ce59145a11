using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// The answer to a request for a list: read, authorized and written some pipelines at a time, as a poll of many is. A
/// list in which nothing may be seen is answered like one in which nothing is.
/// </summary>
internal sealed class ListPoll(
    PipelineLists lists, AccessCheck access, AccessChanges changes, UserBudgets budgets, DpaRealtimeOptions options,
    TimeProvider time, ClientFailures failures)
{
    // How long it took to find nothing shows how much was looked at only in steps of this: what takes longer than one
    // step is answered after the next.
    private static readonly TimeSpan NothingAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// If the backplane cannot be reached, or the application cannot answer whether a pipeline may be seen, the request
    /// is refused before the answer begins; after that the connection is aborted, and the client asks again.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="over">Fires when the answer has to be over.</param>
    /// <exception cref="OperationCanceledException">It was over before the answer began.</exception>
    public async Task AnswerAsync(HttpContext http, Caller caller, PipelineQuery query, CancellationToken over)
    {
        var began = time.GetTimestamp();
        var answer = new BulkAnswer(http, new AnswerBody(http, options.SendTimeout, time, over));
        var isOwn = string.Equals(query.Owner, caller.UserId, StringComparison.Ordinal);
        var page = new PageFilling(query, isOwn);
        try
        {
            while (!page.IsOver && access.MayReadAnyOf(caller, query.Owner))
                if (!await WritePartAsync(http, caller, query, page, answer, over).ConfigureAwait(false)) return;
            if (!answer.HasBegun && !isOwn)
                await Task.Delay(Rest(time.GetElapsedTime(began)), time, over).ConfigureAwait(false);
            if (changes.IsOver(caller)) await EndUnauthenticatedAsync(http, answer).ConfigureAwait(false);
            else await answer.EndListAsync(page.Next).ConfigureAwait(false);
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
        HttpContext http, Caller caller, PipelineQuery query, PageFilling page, BulkAnswer answer,
        CancellationToken over)
    {
        var budget = budgets.Of(caller.UserId);
        await budget.Parts.WaitAsync(over).ConfigureAwait(false);
        try
        {
            var asked = changes.Now;
            var part = await lists.ReadAsync(query.Owner, page, over).ConfigureAwait(false);
            var may = await access.MayReadManyAsync(caller, part.States, http.RequestAborted).ConfigureAwait(false);
            foreach (var (i, state) in part.States.Index())
            {
                var isSeen = await IsSeenAsync(http, caller, state, may[i], asked).ConfigureAwait(false);
                if (page.Wants(state, isSeen))
                {
                    var body = PipelineStateCodec.Encode(state);
                    await budget.Answers.TakeAsync(body.Length, over).ConfigureAwait(false);
                    // At each, since its turn and the client may take a while.
                    if (changes.IsOver(caller))
                    {
                        await EndUnauthenticatedAsync(http, answer).ConfigureAwait(false);
                        return false;
                    }

                    isSeen = await IsSeenAsync(http, caller, state, Access.Allowed, asked).ConfigureAwait(false);
                    if (isSeen && !await answer.WriteAsync(body).ConfigureAwait(false)) return false;
                }

                page.Take(state, isSeen);
                if (page.IsOver) break;
            }

            page.Passed(part);
            return true;
        }
        finally
        {
            budget.Parts.Release();
        }
    }

    /// <summary>Asks again about what was revoked since.</summary>
    private async ValueTask<bool> IsSeenAsync(
        HttpContext http, Caller caller, PipelineState state, Access answered, long asked)
    {
        if (answered == Access.Allowed && changes.IsRevokedSince(asked, caller.UserId, state.Id))
            answered = await access.MayReadAsync(caller, state, http.RequestAborted).ConfigureAwait(false);
        http.RequestAborted.ThrowIfCancellationRequested();
        return answered == Access.Unknown
            ? throw new PipelineException(
                ErrorCode.ApplicationUnavailable.Name, ErrorCode.ApplicationUnavailable.Message, isRetryable: true)
            : answered == Access.Allowed;
    }

    /// <summary>The identity ended, or the user was signed out, while the answer was being made.</summary>
    private static Task EndUnauthenticatedAsync(HttpContext http, BulkAnswer answer)
    {
        if (!answer.HasBegun) return Problems.UnauthenticatedAsync(http);
        http.Abort();
        return Task.CompletedTask;
    }

    private static TimeSpan Rest(TimeSpan elapsed) =>
        NothingAfter - TimeSpan.FromTicks(elapsed.Ticks % NothingAfter.Ticks);
}
