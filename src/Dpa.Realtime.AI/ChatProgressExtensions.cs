using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Dpa.Realtime.AI;

/// <summary>Shows what a language model streams as a stage.</summary>
public static class ChatProgressExtensions
{
    private const string StageKey = "dpa.realtime.stage";

    /// <summary>
    /// Reports calls whose options name a stage. Put it first, so that it also sees the tool calls of function
    /// invocation.
    /// </summary>
    /// <param name="builder">The chat client's builder.</param>
    /// <returns>The builder.</returns>
    public static ChatClientBuilder UseDpaProgress(this ChatClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static inner => new ProgressChatClient(inner));
    }

    /// <summary>
    /// Reports this call as a stage: its characters as units, its tool calls and the tokens counted as messages.
    /// </summary>
    /// <param name="options">The call's options, or null for new ones.</param>
    /// <param name="stage">The stage; the caller that started it ends it.</param>
    /// <returns>Options for this call; the given ones are not changed.</returns>
    public static ChatOptions ReportTo(this ChatOptions? options, StageRun stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var own = options?.Clone() ?? new ChatOptions();
        (own.AdditionalProperties ??= [])[StageKey] = stage;
        return own;
    }

    /// <summary>
    /// Takes the stage of a call out of its options, so that a service does not get it with the other properties.
    /// </summary>
    internal static bool TryTakeStage(
        [NotNullIfNotNull(nameof(options))] ref ChatOptions? options,
        [NotNullWhen(true)] out StageRun? stage)
    {
        stage = null;
        if (
            options?.AdditionalProperties?.TryGetValue(StageKey, out var value) is not true
            || value is not StageRun found)
            return false;
        stage = found;
        options = options.Clone();
        options.AdditionalProperties!.Remove(StageKey);
        return true;
    }
}
