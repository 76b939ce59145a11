namespace Dpa.Realtime.Engine;

/// <summary>Topics that are no pipeline's: no pipeline's id has a slash.</summary>
internal static class Topics
{
    /// <summary>For all nodes.</summary>
    public const string Nodes = "nodes/";

    public static string Owner(string owner) => "owner/" + owner;

    /// <summary>The owner whose topic it is, or null.</summary>
    public static string? OwnerOf(string topic) =>
        topic.StartsWith(Owner(""), StringComparison.Ordinal) ? topic[Owner("").Length..] : null;

    public static string Node(string node) => "node/" + node;
}
