using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

/// <summary>Writes a person's answer to the store, and notifies the run that waits for it.</summary>
internal sealed class Answers(IBackplane backplane, TransitionDispatcher transitions, TimeProvider time)
{
    /// <summary>A person who leaves after the answer was sent has given it: only the wait is cancelled.</summary>
    /// <returns>What the store decided: of several answers one is <see cref="ApplyStatus.Applied"/>.</returns>
    public ValueTask<ApplyStatus> GiveAsync(
        string userId, string pipelineId, string questionId, string json, CancellationToken cancellationToken)
    {
        var change = new PipelineChange
        {
            PipelineId = pipelineId,
            ProducerToken = "",
            Sequence = 0,
            // The same request again is no second answer, so that one whose commit was lost can be repeated.
            Answer = new QuestionAnswer(questionId, json)
            {
                AnsweredBy = userId, Request = Guid.NewGuid().ToString("N"),
            },
        };
        return new ValueTask<ApplyStatus>(GiveAsync(change).WaitAsync(cancellationToken));
    }

    private async Task<ApplyStatus> GiveAsync(PipelineChange change)
    {
        var result = await RepeatedCall
            .TryAsync(() => backplane.ApplyAsync(change, CancellationToken.None), time, CancellationToken.None)
            .ConfigureAwait(false);
        if (result.Status != ApplyStatus.Applied) return result.Status;
        transitions.Enqueue(result);
        _ = NotifyAsync(change.PipelineId);
        return result.Status;
    }

    /// <summary>Where it does not arrive, the run finds the answer when positions are compared.</summary>
    private async Task NotifyAsync(string pipelineId)
    {
        try
        {
            await backplane.ControlAsync(pipelineId, ControlNames.Answer, null, default).ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            // The backplane reports it itself.
        }
    }
}
