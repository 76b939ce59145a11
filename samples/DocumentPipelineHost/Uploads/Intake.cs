using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Duplicates;
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

    /// <summary>Of the work, that whose result is there and is made again.</summary>
    public IReadOnlyList<string> Again { get; init; } = [];

    /// <summary>A pipeline under way that does all the work that is asked for.</summary>
    public PipelineRecord? Live { get; init; }

    /// <summary>A person is asked about the bytes; nothing is done until then.</summary>
    public DuplicateQuestion? Question { get; init; }

    /// <summary>The work that the upload's own pipeline does.</summary>
    public IReadOnlyList<string> OwnStages => Live is null && Question is null ? Stages : [];
}
