using DocumentEngine.Office;

namespace DocumentEngine.Pptx;

/// <summary>
/// The words that layouts and masters draw behind the slides, such as a company's name: they are read once, at the
/// first slide that shows
/// them.
/// </summary>
internal sealed class SlideLayouts(OfficePackage package)
{
    private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, bool> _showsMaster = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The words behind a slide that were not read yet.</summary>
    public string WordsBehind(string slide)
    {
        var words = "";
        foreach (var layout in package.Related(slide, "slideLayout"))
        {
            words += Words(layout);
            if (_showsMaster[layout])
                words += string.Concat(package.Related(layout, "slideMaster").Select(Words));
        }

        return words;
    }

    private string Words(string part)
    {
        if (!_read.Add(part))
            return "";
        var walk = new SlideWalk { IsLayout = true };
        package.ReadOptional(part, walk.Read);
        _showsMaster[part] = walk.ShowsMaster;
        return walk.Text.Trim() is { Length: > 0 } text ? $"\n\n{text}" : "";
    }
}
