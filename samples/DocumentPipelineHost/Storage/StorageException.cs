namespace DocumentPipelineHost.Storage;

/// <summary>
/// The store of the originals cannot be reached now; the message is one line that states what happened and what to do.
/// </summary>
public sealed class StorageException(string message, Exception? cause = null) : IOException(message, cause);
