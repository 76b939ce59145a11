namespace DocumentEngine.Summarizing;

/// <summary>How hard a document is to read.</summary>
public enum ComplexityLevel
{
    /// <summary>Short sentences, everyday words.</summary>
    Low,

    /// <summary>In between.</summary>
    Medium,

    /// <summary>Long sentences, many long or technical words.</summary>
    High,
}
