using DocumentEngine.Documents;

namespace DocumentPipelineHost.Engine;

/// <summary>An open file: what it states about itself, then its pages as they are read. Disposing closes it.</summary>
internal interface IParsedFile : IAsyncDisposable
{
    /// <summary>What the file states about itself.</summary>
    DocumentInfo Info { get; }

    /// <summary>The pages from the first that was asked for, in order.</summary>
    IAsyncEnumerable<ParsedPage> ReadPagesAsync(CancellationToken ct);
}
