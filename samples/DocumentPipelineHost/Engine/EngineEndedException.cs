using DocumentEngine.Documents;

namespace DocumentPipelineHost.Engine;

/// <summary>The parsing process ended, or was killed for what it used, before its work was done.</summary>
internal sealed class EngineEndedException(EngineEnd end, string detail)
    : Exception($"The parsing process ended: {end}. {detail}")
{
    public EngineEnd End => end;

    /// <summary>Whether it would end the same way again: as much processor time is taken on any other day.</summary>
    public bool IsFinal => end == EngineEnd.Cpu;

    /// <summary>The document's error, once there are no more attempts.</summary>
    public DocumentException ToError(int attempts) =>
        end is EngineEnd.Memory or EngineEnd.Cpu or EngineEnd.Time
            ? DocumentErrors.TooComplex()
            : DocumentErrors.ParserCrashed(attempts);
}
