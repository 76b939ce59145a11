using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Uploads;

/// <summary>The outcome of an accepted file.</summary>
/// <param name="Document">The document: the new one, or the one that was there.</param>
/// <param name="IsNew">Whether it is new.</param>
/// <param name="Stages">The work that is asked for and not done.</param>
/// <param name="Added">The pipeline that was added for it and must be started, or null.</param>
internal sealed record Intake(Document Document, bool IsNew, IReadOnlyList<string> Stages, PipelineRecord? Added)
{
    /// <summary>The work that is asked for and was done before.</summary>
    public IReadOnlyList<string> AlreadyDone { get; init; } = [];

    /// <summary>A pipeline under way that does all the work that is asked for.</summary>
    public PipelineRecord? Live { get; init; }
}
