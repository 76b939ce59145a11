namespace DocumentPipelineHost.Configuration;

/// <summary>
/// The host cannot start as it is configured. The message is one line that states what is wrong and what to do.
/// </summary>
public sealed class StartException(string message, Exception? cause = null) : Exception(message, cause);
