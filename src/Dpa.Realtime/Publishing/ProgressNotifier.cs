using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Publishing;

/// <summary>The producers' door: starts, resumes and joins runs.</summary>
internal sealed class ProgressNotifier(IBackplane backplane, PublishingContext context, ArchiveLookup archive)
    : IProgressNotifier
{
    private readonly StartTurn _turn = new(context);

    public async ValueTask<PipelineRun> StartAsync(PipelineStart start, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        StartRules.Check(start);
        await CheckParentAsync(start, cancellationToken).ConfigureAwait(false);
        var token = NewToken();
        // The same token makes a repeat harmless where only the answer was lost.
        var result = await RepeatedCall
            .TryAsync(
                () => backplane.StartAsync(start, token, cancellationToken), context.Time, cancellationToken, _turn)
            .ConfigureAwait(false);
        if (result.Status == ApplyStatus.Applied) context.Transitions.Enqueue(result);
        return Run(start.Id, result, token, isJoined: false, cancellationToken);
    }

    public ValueTask<PipelineRun> ResumeAsync(string pipelineId, CancellationToken cancellationToken = default) =>
        AdmitAsync(pipelineId, exclusive: true, cancellationToken);

    public ValueTask<PipelineRun> JoinAsync(string pipelineId, CancellationToken cancellationToken = default) =>
        AdmitAsync(pipelineId, exclusive: false, cancellationToken);

    public ValueTask RevokeAsync(string userId, string pipelineId, CancellationToken cancellationToken = default) =>
        backplane.RevokeAsync(userId, pipelineId, cancellationToken);

    private async ValueTask<PipelineRun> AdmitAsync(
        string pipelineId, bool exclusive, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(pipelineId);
        var token = NewToken();
        var result = await ResumeInTurnAsync().ConfigureAwait(false);
        if (
            result.Status == ApplyStatus.NotFound
            && await archive.RestoreForProducerAsync(pipelineId, cancellationToken).ConfigureAwait(false))
            result = await ResumeInTurnAsync().ConfigureAwait(false);
        return Run(pipelineId, result, token, isJoined: !exclusive, cancellationToken);

        async ValueTask<ApplyResult> ResumeInTurnAsync()
        {
            await _turn.EnterAsync(cancellationToken).ConfigureAwait(false);
            var isAnswered = false;
            try
            {
                var answer = await backplane
                    .ResumeAsync(pipelineId, token, exclusive, cancellationToken).ConfigureAwait(false);
                isAnswered = true;
                return answer;
            }
            finally
            {
                _turn.Leave(isAnswered);
            }
        }
    }

    private async ValueTask CheckParentAsync(PipelineStart start, CancellationToken cancellationToken)
    {
        if (start.ParentId is null)
            return;
        if (string.Equals(start.ParentId, start.Id, StringComparison.Ordinal))
            throw new ArgumentException("A pipeline cannot be its own parent.", nameof(start));
        var parents = await backplane.ReadAsync([start.ParentId], cancellationToken).ConfigureAwait(false);
        if (parents.IsEmpty)
            throw new PipelineException(
                ProgressErrorCodes.NotFound,
                $"The parent pipeline '{start.ParentId}' is not known. Start it before its children.");
        if (!string.Equals(parents[0].Owner, start.Owner, StringComparison.Ordinal))
            throw new ArgumentException(
                $"The parent pipeline '{start.ParentId}' belongs to another user. Give parent and children the same "
                    + $"owner.",
                nameof(start));
    }

    private PipelineRun Run(
        string pipelineId, ApplyResult result, string token, bool isJoined, CancellationToken startToken)
    {
        if (result.Status != ApplyStatus.Applied) throw Refusals.Exception(pipelineId, result);
        var publisher = new RunPublisher(backplane, context, result.State!, token, isJoined);
        context.Runs.Add(publisher);
        return new PipelineRun(publisher, startToken);
    }

    private static string NewToken() => Guid.NewGuid().ToString("N");
}
