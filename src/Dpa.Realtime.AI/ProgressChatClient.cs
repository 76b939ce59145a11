using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Dpa.Realtime.AI;

/// <summary>
/// Reports what a model streams: characters as units while they arrive, each tool call as a message, and the service's
/// token counts once it sends them. The length of an answer is unknown in advance, so the stage has no percentage.
/// </summary>
internal sealed class ProgressChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    private const string Unit = "characters";

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (!ChatProgressExtensions.TryTakeStage(ref options, out var stage))
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        stage.ReportIndeterminate();
        var answer = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var message in answer.Messages) ReportTools(stage, message.Contents);
        stage.Report(answer.Text.Length, 0, Unit, answer.Usage is { } usage ? Tokens(usage) : null);
        return answer;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var isReported = ChatProgressExtensions.TryTakeStage(ref options, out var stage);
        if (isReported) stage!.ReportIndeterminate();
        var (characters, usage) = (0L, new UsageDetails());
        await foreach (
            var update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            if (isReported)
            {
                characters += update.Text.Length;
                ReportTools(stage!, update.Contents);
                foreach (var counted in update.Contents.OfType<UsageContent>())
                    usage.Add(counted.Details); // one for each turn of tools
                stage!.Report(characters, 0, Unit, usage.OutputTokenCount is null ? null : Tokens(usage));
            }

            yield return update;
        }
    }

    private static void ReportTools(StageRun stage, IEnumerable<AIContent> contents)
    {
        foreach (var content in contents)
            if (content is FunctionCallContent call) stage.ReportIndeterminate($"Calls {call.Name}");
    }

    private static string Tokens(UsageDetails usage) =>
        string.Create(CultureInfo.InvariantCulture, $"{usage.OutputTokenCount ?? 0} tokens");
}
