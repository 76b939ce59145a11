using DocumentEngine.Text;
using DocumentPipelineHost.Documents;
using Dpa.Realtime;

namespace DocumentPipelineHost.Stages;

/// <summary>What a stage works on and where it reports.</summary>
/// <param name="Document">The document.</param>
/// <param name="Language">The language of its messages.</param>
/// <param name="Run">The pipeline's run.</param>
/// <param name="Progress">The stage's part of it.</param>
/// <param name="Fence">The worker's number: its results are refused once a later one began, or a person stopped
/// it.</param>
public sealed record StageWork(Document Document, string Language, PipelineRun Run, StageRun Progress, long Fence)
{
    /// <summary>Whether its result is there and stays until it has been made again.</summary>
    public bool IsAgain { get; init; }

    public string In(LocalizedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.In(Language);
    }
}
