using DocumentEngine.Text;
using DocumentPipelineHost.Documents;
using Dpa.Realtime;

namespace DocumentPipelineHost.Stages;

/// <summary>What a stage works on and where it reports.</summary>
public sealed record StageWork(Document Document, string Language, PipelineRun Run, StageRun Progress)
{
    public string In(LocalizedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.In(Language);
    }
}
