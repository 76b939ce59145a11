namespace DocumentEngine.Documents;

/// <summary>The limits that every format shares.</summary>
public static class DocumentLimits
{
    /// <summary>The most pages a document may have.</summary>
    public const int MaxPages = 10_000;
}
