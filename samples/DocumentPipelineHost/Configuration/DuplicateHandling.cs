namespace DocumentPipelineHost.Configuration;

/// <summary>What an upload does whose bytes its owner has in the same project already.</summary>
public enum DuplicateHandling
{
    /// <summary>The stored document is the upload's document at once; work that is missing is done.</summary>
    Open,

    /// <summary>As <see cref="Open"/>, and all the work that is asked for is done again.</summary>
    Again,

    /// <summary>The bytes become a document of their own.</summary>
    Keep,

    /// <summary>The upload's pipeline waits for a person, who chooses one of the three.</summary>
    Ask,
}
