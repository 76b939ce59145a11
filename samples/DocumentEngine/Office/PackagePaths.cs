namespace DocumentEngine.Office;

/// <summary>Paths inside a package.</summary>
internal static class PackagePaths
{
    /// <summary>The name of an entry that a part refers to.</summary>
    /// <param name="folder">The folder of the part that refers, with its slash; "" for the root.</param>
    /// <param name="target">The reference: relative, or from the root with a slash; escapes are undone, a fragment is cut off.</param>
    public static string Resolve(string folder, string target)
    {
        var path = Uri.UnescapeDataString(target.Replace('\\', '/'));
        var fragment = path.IndexOf('#', StringComparison.Ordinal);
        path = fragment >= 0 ? path[..fragment] : path;
        var parts = new List<string>();
        foreach (var step in (path.StartsWith('/') ? path : folder + path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (step is not ("." or ".."))
                parts.Add(step);
        }

        return string.Join('/', parts);
    }
}
