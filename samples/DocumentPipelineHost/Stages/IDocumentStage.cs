namespace DocumentPipelineHost.Stages;

/// <summary>
/// One step of a document's pipeline. Promises: running it again does nothing twice; it continues after its last
/// checkpoint; it stops at the next page or chunk on request; what it reports is already in the database.
/// </summary>
public interface IDocumentStage
{
    /// <summary>One of the stage types on the wire.</summary>
    string Type { get; }

    /// <summary>Does the remaining work; returns a human-readable message.</summary>
    Task<string> RunAsync(StageWork work, CancellationToken ct);
}
