using System.Numerics;
using System.Text.Json;

namespace Dpa.Realtime.Client;

/// <summary>Requests.</summary>
public sealed partial class RealtimeClient
{
    /// <summary>Reads a pipeline's state once, over HTTP; neither connects nor watches.</summary>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The state.</returns>
    /// <exception cref="ArgumentException">The pipeline id is invalid.</exception>
    /// <exception cref="RealtimeException"><c>not_found</c>, <c>unauthorized</c>, <c>forbidden</c>, <c>unreachable</c>,
    /// <c>timeout</c> and their like.</exception>
    public Task<PipelineState> GetAsync(string pipelineId, CancellationToken cancellationToken = default)
    {
        CheckAddressed(pipelineId);
        ThrowIfDisposed();
        return SingleRequest.GetAsync(_context, pipelineId, cancellationToken);
    }

    /// <summary>
    /// Lists pipelines once, over HTTP, the newest start first; neither connects nor watches. The order stays while
    /// pipelines change: from page to page nothing comes twice, and nothing is missed that was there all the time.
    /// </summary>
    /// <param name="query">Which pipelines. Default: the user's own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A page, and the cursor of the next one.</returns>
    /// <exception cref="RealtimeException"><c>invalid_message</c> for a value out of range, or a cursor that no page
    /// gave; <c>rate_limited</c>, <c>backplane_unavailable</c> and <c>application_unavailable</c>, where the server
    /// cannot answer now; <c>unauthorized</c>, <c>forbidden</c>, <c>unreachable</c>, <c>timeout</c> and their
    /// like.</exception>
    public Task<PipelinePage> QueryAsync(
        PipelineQuery? query = null, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return SingleRequest.ListAsync(_context, query ?? new PipelineQuery(), cancellationToken);
    }

    /// <summary>
    /// Sends a control request to the producer. Completes when the request is accepted; its outcome arrives as state.
    /// Goes over whatever gets through: the socket, or HTTP in its place. Waits for one of them, up to
    /// <see cref="RealtimeClientOptions.AnswerTimeout"/>.
    /// </summary>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <param name="action">One action.</param>
    /// <param name="reason">The human-readable reason; 512 characters are kept.</param>
    /// <param name="cancellationToken">Ends the wait; the request may have been carried out.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentException">The pipeline id is invalid, or the action is not exactly one.</exception>
    /// <exception cref="RealtimeException"><c>not_connected</c>, <c>timeout</c>, <c>not_found</c>,
    /// <c>not_controllable</c>; over HTTP also as <see cref="GetAsync"/>.</exception>
    public Task ControlAsync(
        string pipelineId, PipelineControls action, string? reason = null, CancellationToken cancellationToken = default
    )
    {
        CheckAddressed(pipelineId);
        if (action is < PipelineControls.Cancel or > PipelineControls.Retry || !BitOperations.IsPow2((int)action))
            throw new ArgumentException("One action is asked for at a time.", nameof(action));
        ThrowIfDisposed();
        return _core.ControlAsync(
            pipelineId, id => ClientMessages.Control(pipelineId, action, reason, id), cancellationToken);
    }

    /// <summary>
    /// Answers a pipeline's question (<see cref="PipelineState.Question"/>). Done when the answer was accepted: the
    /// first one counts, whoever gives it. Goes over whatever gets through: the socket, or HTTP in its place. Waits for
    /// one of them, up to <see cref="RealtimeClientOptions.AnswerTimeout"/>.
    /// </summary>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <param name="questionId">The question's id.</param>
    /// <param name="answer">One of the question's choices, or a free text of at most 2,048 bytes as JSON.</param>
    /// <param name="cancellationToken">Ends the wait; the answer may have been accepted.</param>
    /// <returns>A task for the answer.</returns>
    /// <exception cref="ArgumentException">That is no pipeline id.</exception>
    /// <exception cref="RealtimeException"><see cref="ProgressErrorCodes.AlreadyAnswered"/>,
    /// <see cref="ProgressErrorCodes.NoSuchQuestion"/>, <see cref="ProgressErrorCodes.InvalidAnswer"/>, or
    /// <c>not_connected</c>, <c>timeout</c>, <c>not_found</c>; over HTTP also as <see cref="GetAsync"/>.</exception>
    public Task AnswerAsync(
        string pipelineId, string questionId, string answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return GiveAsync(pipelineId, questionId, w => w.WriteStringValue(answer), cancellationToken);
    }

    /// <summary>
    /// Answers a pipeline's question with any JSON value, for one with a <see cref="PipelineQuestion.Schema"/>; else as
    /// <see cref="AnswerAsync"/>.
    /// </summary>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <param name="questionId">The question's id.</param>
    /// <param name="answer">The answer, at most 2,048 bytes and 7 levels.</param>
    /// <param name="cancellationToken">Ends the wait; the answer may have been accepted.</param>
    /// <returns>A task for the answer.</returns>
    /// <exception cref="ArgumentException">That is no pipeline id.</exception>
    /// <exception cref="RealtimeException"><see cref="ProgressErrorCodes.AlreadyAnswered"/>,
    /// <see cref="ProgressErrorCodes.NoSuchQuestion"/>, <see cref="ProgressErrorCodes.InvalidAnswer"/>, or
    /// <c>not_connected</c>, <c>timeout</c>, <c>not_found</c>; over HTTP also as <see cref="GetAsync"/>.</exception>
    public Task AnswerJsonAsync(
        string pipelineId, string questionId, JsonElement answer, CancellationToken cancellationToken = default) =>
        GiveAsync(pipelineId, questionId, answer.WriteTo, cancellationToken);

    private Task GiveAsync(
        string pipelineId, string questionId, Action<Utf8JsonWriter> answer, CancellationToken cancellationToken)
    {
        CheckAddressed(pipelineId);
        ArgumentException.ThrowIfNullOrEmpty(questionId);
        ThrowIfDisposed();
        return _core.ControlAsync(
            pipelineId, id => ClientMessages.Answer(pipelineId, questionId, answer, id), cancellationToken);
    }

    /// <summary>
    /// Renews the identity of the open socket by a fresh ticket, before it ends; see
    /// <see cref="RealtimeClientOptions.AuthenticateInterval"/> for doing so from time to time.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="RealtimeException"><c>not_connected</c>, <c>timeout</c>, <c>invalid_message</c> for an invalid
    /// ticket, <c>unauthorized</c> if the server issues none.</exception>
    public async Task AuthenticateAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        try
        {
            await _core.AuthenticateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectException e)
        {
            throw new RealtimeException(e.Failure.Reason, e.Failure.Message, "", e);
        }
    }
}
