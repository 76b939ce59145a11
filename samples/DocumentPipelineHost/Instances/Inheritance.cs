using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Instances;

/// <summary>What dead instances left.</summary>
/// <param name="Owed">Pipelines whose watchers wait for a word: broken uploads, ends that were not told, work that was accepted and never shown.</param>
/// <param name="Freed">Documents whose work goes on with whoever's job comes first.</param>
public sealed record Inheritance(IReadOnlyList<PipelineRecord> Owed, IReadOnlyList<string> Freed)
{
    public static Inheritance None { get; } = new([], []);
}
