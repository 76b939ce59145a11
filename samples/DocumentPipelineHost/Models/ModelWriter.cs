using System.ClientModel;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Models;

/// <summary>
/// One request to the model, its answer streamed. Promises: it ends within <c>Model:Timeout</c>, and within
/// <c>Model:PieceTimeout</c> of the last piece; a cancelled token ends the request; whatever the service answers is a
/// text or a <see cref="ModelFailedException"/>.
/// </summary>
internal sealed class ModelWriter(IOptions<ModelOptions> options, TimeProvider time, IChatClient? client = null)
{
    public bool IsAvailable => client is not null;

    /// <summary>
    /// The most tokens of an answer that are taken, as the host estimates them: it counts rather too many than too few.
    /// </summary>
    public static long MostOutput(ModelOptions options) => options.MaxOutputTokens * 2L;

    /// <summary>Writes an answer.</summary>
    /// <param name="messages">The question.</param>
    /// <param name="cost">Receives the tokens of the answer as they arrive, how it ended and what the service
    /// counted.</param>
    /// <param name="ct">Ends the request.</param>
    [SuppressMessage(
        "Design", "CA1031",
        Justification = "Whatever a foreign service and its client throw: the extract stands in its place.")]
    public async Task<string> WriteAsync(IReadOnlyList<ChatMessage> messages, ModelCost cost, CancellationToken ct)
    {
        using var whole = new CancellationTokenSource(options.Value.Timeout, time);
        using var piece = new CancellationTokenSource(options.Value.PieceTimeout, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(whole.Token, piece.Token, ct);
        try
        {
            return await ReadAsync(messages, cost, piece, any.Token);
        }
        catch (Exception exception) when (exception is not ModelFailedException && !ct.IsCancellationRequested)
        {
            if (!any.IsCancellationRequested && cost.Output == 0 && IsRefusal(exception))
                cost.Refused();
            throw exception switch
            {
                _ when whole.IsCancellationRequested || piece.IsCancellationRequested => ModelFailedException.TooSlow(
                    exception),
                ClientResultException { Status: 429 } => ModelFailedException.Busy(exception),
                ClientResultException { Status: >= 400 and < 500 } => ModelFailedException.Refused(exception),
                _ => ModelFailedException.Failed(exception),
            };
        }
        catch (Exception exception) when (exception is not ModelFailedException)
        {
            throw exception as OperationCanceledException
                ?? new OperationCanceledException("The request to the model was stopped.", exception, ct);
        }
    }

    /// <summary>
    /// Whether the service cannot have worked on the question: it was never reached, or refused at once.
    /// </summary>
    private static bool IsRefusal(Exception exception)
    {
        if (exception is ClientResultException { Status: >= 300 and < 500 or 503 })
            return true;
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException http)
            {
                return http.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError;
            }
        }

        return false;
    }

    private async Task<string> ReadAsync(
        IReadOnlyList<ChatMessage> messages, ModelCost cost, CancellationTokenSource piece, CancellationToken ct)
    {
        var limits = new ChatOptions { MaxOutputTokens = options.Value.MaxOutputTokens };
        var answer = new StringBuilder();
        var isEnded = false;
        await foreach (var update in client!.GetStreamingResponseAsync(messages, limits, ct))
        {
            piece.CancelAfter(options.Value.PieceTimeout);
            isEnded |= update.FinishReason is not null;
            foreach (var usage in update.Contents.OfType<UsageContent>())
                cost.Counted(usage.Details.InputTokenCount, usage.Details.OutputTokenCount);
            if (update.Text.Length == 0)
                continue;
            answer.Append(update.Text);
            cost.Wrote(update.Text);
            if (cost.Output > MostOutput(options.Value))
                // the service knows no bound: what came is enough, and all that was reserved is charged
                return answer.ToString();
        }

        if (!isEnded)
            throw ModelFailedException.Failed(new IOException("The answer broke off."));
        cost.Ended();
        return answer.ToString();
    }
}
