namespace DocumentPipelineHost.Parsing;

/// <summary>
/// The door of this room: opens a file as what its content is. Promises: the file's name is never asked; whatever the bytes
/// are, the only failure is a <see cref="DocumentException"/> (or an <see cref="IOException"/> of the disk itself);
/// nothing is written, nothing is fetched from the network.
/// </summary>
public static class DocumentOpener
{
    /// <summary>The most pages a document may have.</summary>
    public const int MaxPages = 10_000;

    /// <summary>Opens the file.</summary>
    /// <exception cref="DocumentException">The content is unsupported, encrypted, damaged, empty or too large.</exception>
    public static IParsedDocument Open(string path) => throw new NotImplementedException();
}
