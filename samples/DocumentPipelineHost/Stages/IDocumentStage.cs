namespace DocumentPipelineHost.Stages;

/// <summary>
/// One step of a document's pipeline. Promises: running it again does nothing twice; it goes on after its last
/// checkpoint; it stops at the next page or chunk when it is told to; what it reports is in the database already.
/// </summary>
public interface IDocumentStage
{
    /// <summary>One of the stage types on the wire.</summary>
    string Type { get; }

    /// <summary>Does the work that is left; returns a message for people.</summary>
    Task<string> RunAsync(StageWork work, CancellationToken ct);
}
