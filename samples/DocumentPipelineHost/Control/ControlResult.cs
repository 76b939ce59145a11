using Dpa.Realtime;

namespace DocumentPipelineHost.Control;

/// <summary>The outcome of a control request.</summary>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="State">Its present state; null where nobody was shown it yet.</param>
/// <param name="IsDone">Whether the request is carried out already; otherwise it will be, without another request.
/// </param>
public sealed record ControlResult(string PipelineId, PipelineState? State, bool IsDone)
{
    /// <summary>Whether the file is still coming in: an interrupt stops what is done with it afterwards.</summary>
    public bool AwaitsFile { get; init; }
}
