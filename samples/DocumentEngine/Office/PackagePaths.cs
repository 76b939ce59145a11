namespace DocumentEngine.Office;

/// <summary>Paths inside a package.</summary>
internal static class PackagePaths
{
    /// <summary>The name of an entry that a part refers to.</summary>
    /// <param name="folder">The folder of the part that refers, with its slash; "" for the root.</param>
    /// <param name="target">The reference: relative, or from the root with a slash; a query and a fragment are cut
    /// off, then escapes undone.</param>
    public static string Resolve(string folder, string target) =>
        Join(folder, Uri.UnescapeDataString(WithoutFragment(target)));

    /// <summary>
    /// The name of the entry that is there: names are written with their escapes by some programs, and without by
    /// others.
    /// </summary>
    /// <param name="folder">As of <see cref="Resolve"/>.</param>
    /// <param name="target">As of <see cref="Resolve"/>.</param>
    /// <param name="isThere">Whether there is an entry of a name.</param>
    public static string Find(string folder, string target, Func<string, bool> isThere)
    {
        var usual = Resolve(folder, target);
        if (isThere(usual))
            return usual;
        string[] others =
        [
            Join(folder, WithoutFragment(target)), Join(folder, target), Join(folder, Uri.UnescapeDataString(target)),
        ];
        return others.FirstOrDefault(isThere) ?? usual;
    }

    private static string WithoutFragment(string target)
    {
        var end = target.AsSpan().IndexOfAny('#', '?');
        return end >= 0 ? target[..end] : target;
    }

    private static string Join(string folder, string target)
    {
        var path = target.Replace('\\', '/');
        var parts = new List<string>();
        foreach (
            var step in (path.StartsWith('/') ? path : folder + path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (step is not ("." or ".."))
                parts.Add(step);
        }

        return string.Join('/', parts);
    }
}
