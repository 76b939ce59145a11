using System.Globalization;
using System.Xml;
using DocumentEngine.Office;
using DocumentEngine.Text;

namespace DocumentEngine.Docx;

/// <summary>
/// The numbers and bullets of lists and headings, which stand in no paragraph: Word counts them as it shows the page,
/// and so does this.
/// </summary>
internal sealed class WordNumbering
{
    private const int Levels = 9;
    private const int MaxText = 256;

    // Of each list: its levels and how far they are counted; lists of one kind count on together.
    private readonly Dictionary<string, (Level[] Levels, int?[] Counts)> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<(string List, int Level), int> _restarts = [];

    private readonly record struct Level(string Form, string Text, int Start);

    public static WordNumbering Read(OfficePackage package, string main)
    {
        var numbering = new WordNumbering();
        foreach (var part in package.Related(main, "numbering"))
            package.ReadOptional(part, numbering.ReadPart);
        return numbering;
    }

    /// <summary>What stands before the next paragraph of a list; empty where it has no number.</summary>
    /// <param name="list">The list's id.</param>
    /// <param name="level">Its level, from 0.</param>
    public string Next(string? list, int level)
    {
        if (
            list is null
            || level is < 0 or >= Levels
            || !_lists.TryGetValue(list, out var kind)
            || !_kinds.TryGetValue(kind, out var found))
            return "";
        var (levels, counts) = found;
        var shape = levels[level];
        if (_restarts.Remove((list, level), out var start))
            counts[level] = start;
        else
            counts[level] = counts[level] is { } count ? count + 1 : shape.Start;
        for (var deeper = level + 1; deeper < Levels; deeper++)
            counts[deeper] = null;
        return shape.Form == "bullet" ? "•" : Filled(levels, counts, shape.Text);
    }

    // "%1.%2" with the numbers of the levels above.
    private static string Filled(Level[] levels, int?[] counts, string text)
    {
        for (var i = 0; i < Levels && text.Contains('%'); i++)
            text = text.Replace(
                $"%{i + 1}", NumberForm.Of(counts[i] ?? levels[i].Start, levels[i].Form), StringComparison.Ordinal);
        return text;
    }

    private void ReadPart(XmlReader xml)
    {
        var (kind, list, level, restarted) = ("", "", 0, 0);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            switch (xml.LocalName)
            {
                case "abstractNum":
                    kind = xml.Attribute("abstractNumId") ?? "";
                    _kinds.TryAdd(
                        kind, ([.. Enumerable.Repeat(new Level("decimal", "", 1), Levels)], new int?[Levels]));
                    list = "";
                    break;
                case "lvl":
                    level = Number(xml.Attribute("ilvl")) ?? 0;
                    break;
                case "numFmt" when list.Length == 0:
                    Change(kind, level, shape => shape with { Form = xml.Attribute("val") ?? "decimal" });
                    break;
                case "lvlText" when list.Length == 0:
                    Change(kind, level, shape => shape with { Text = Cut(xml.Attribute("val") ?? "") });
                    break;
                case "start" when list.Length == 0:
                    Change(kind, level, shape => shape with { Start = Number(xml.Attribute("val")) ?? 1 });
                    break;
                case "num":
                    list = xml.Attribute("numId") ?? "";
                    break;
                case "abstractNumId" when list.Length > 0:
                    _lists.TryAdd(list, xml.Attribute("val") ?? "");
                    break;
                case "lvlOverride":
                    restarted = Number(xml.Attribute("ilvl")) ?? 0;
                    break;
                case "startOverride" when list.Length > 0:
                    _restarts.TryAdd((list, restarted), Number(xml.Attribute("val")) ?? 1);
                    break;
            }
        }
    }

    // Word's own dialog takes 31 characters.
    private static string Cut(string text) => text.Length > MaxText ? text[..MaxText] : text;

    private void Change(string kind, int level, Func<Level, Level> change)
    {
        if (level is >= 0 and < Levels && _kinds.TryGetValue(kind, out var found))
            found.Levels[level] = change(found.Levels[level]);
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
