namespace DocumentPipelineHost.Engine;

/// <summary>Why a parsing process ended in the middle of its work.</summary>
internal enum EngineEnd
{
    /// <summary>By itself, by somebody's signal, or because its answers made no sense.</summary>
    Crashed,

    /// <summary>It stood still, stopped by a signal, and was killed.</summary>
    Stopped,

    /// <summary>It reached <c>Engine:MemoryLimit</c>.</summary>
    Memory,

    /// <summary>A step took <c>Engine:CpuSeconds</c> of the processor.</summary>
    Cpu,

    /// <summary>A step took <c>Engine:TimeLimit</c>.</summary>
    Time,
}
