using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Dpa.Realtime.Producers.Tests.AI;

/// <summary>A model of this process: it calls a tool, then streams words, then says what it counted.</summary>
internal sealed class StreamingModel : IChatClient
{
    public ChatOptions? LastOptions { get; private set; }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default
    ) => await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LastOptions = options;
        if (options?.Tools is { Count: > 0 } && !messages.Any(static m => m.Role == ChatRole.Tool))
        {
            yield return new ChatResponseUpdate(
                ChatRole.Assistant,
                [new FunctionCallContent("1", "look_up", new Dictionary<string, object?>())]);
            yield return new ChatResponseUpdate(
                ChatRole.Assistant,
                [new UsageContent(new UsageDetails { OutputTokenCount = 2 })]);
            yield break;
        }

        foreach (var word in (string[])["Hello ", "wide ", "world"])
        {
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, word);
        }

        yield return new ChatResponseUpdate(
            ChatRole.Assistant,
            [new UsageContent(new UsageDetails { OutputTokenCount = 3 })]);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
