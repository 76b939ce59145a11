namespace DocumentPipelineHost.Storage;

/// <summary>Where the uploaded files are.</summary>
public interface IOriginalStore
{
    /// <summary>Begins to receive a file; until <see cref="Keep"/> it counts for nothing.</summary>
    IncomingFile Receive();

    /// <summary>Makes a received file permanent, in one step, on the disk; returns its key.</summary>
    string Keep(IncomingFile incoming, string documentId);

    /// <summary>A local path at which the file can be read.</summary>
    string PathOf(string key);

    /// <summary>Deletes the file; one that is not there is no error.</summary>
    void Delete(string key);

    /// <summary>Removes what uploads left that broke off with the process.</summary>
    void SweepIncoming();

    /// <summary>Removes files that no document has: kept by an upload whose process ended before the document was stored. Only before uploads are taken.</summary>
    void SweepOrphans(IReadOnlySet<string> keys);
}
