namespace DocumentEngine.Office;

/// <summary>That one part of a package uses another.</summary>
/// <param name="Id">What the using part calls it.</param>
/// <param name="Type">An address that ends in the kind; Microsoft's and ISO's addresses differ before that.</param>
/// <param name="Target">The used part's name in the package.</param>
internal sealed record Relationship(string Id, string Type, string Target)
{
    /// <summary>Whether it is of a kind, such as "footnotes".</summary>
    public bool Is(string kind) => Type.EndsWith("/" + kind, StringComparison.OrdinalIgnoreCase);
}
