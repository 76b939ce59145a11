using System.Xml;
using DocumentEngine.Archives;
using DocumentEngine.Documents;
using DocumentEngine.Messages;

namespace DocumentEngine.Office;

/// <summary>
/// An Office Open XML package: parts are found by their relationships, never by the names that one program gives them
/// (Word Online calls its main part <c>word/document2.xml</c>).
/// </summary>
internal sealed class OfficePackage(ArchiveGuard archive)
{
    private const int MaxRelationships = 20_000;
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";

    private const int MostNamed = 10;

    private readonly Dictionary<string, IReadOnlyList<Relationship>> _relationships = new(
        StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<string> _missing = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<string> _damaged = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a part that was read as optional is damaged.</summary>
    public bool IsDamaged => _damaged.Count > 0;

    /// <summary>
    /// The main part's name; where no relationship names one that is there, the name that everybody uses.
    /// </summary>
    /// <param name="usual">That name.</param>
    public string? MainPart(string usual) =>
        RelationshipsOf("").FirstOrDefault(each => each.Is("officeDocument") && archive.Has(each.Target))?.Target
        ?? (archive.Has(usual) ? usual : null);

    public bool Has(string part) => archive.Has(part);

    /// <summary>Opens a part of XML.</summary>
    public XmlReader Open(string part) => OfficeXml.Open(archive.OpenEntry(part));

    /// <summary>
    /// Reads a part that the document can do without. Where it is damaged, what was read before the damage stands, and
    /// <see cref="WarnOfLost"/> names the part.
    /// </summary>
    /// <returns>Whether it was read to its end.</returns>
    public bool ReadOptional(string part, Action<XmlReader> read) => TryRead(part, () =>
    {
        using var xml = Open(part);
        read(xml);
    });

    /// <summary>The same for bytes: null where they are damaged.</summary>
    public byte[]? ReadOptionalBytes(string part)
    {
        using var bytes = new MemoryStream();
        var isWhole = TryRead(part, () =>
        {
            using var stream = archive.OpenEntry(part);
            stream.CopyTo(bytes);
        });
        return isWhole ? bytes.ToArray() : null;
    }

    /// <summary>A part's relationships to other parts that are there, in order; "" for the package's own.</summary>
    public IReadOnlyList<Relationship> RelationshipsOf(string part)
    {
        if (!_relationships.TryGetValue(part, out var found))
            _relationships[part] = found = ReadRelationships(part);
        return found;
    }

    /// <summary>The parts that a part refers to by a kind of relationship, such as "footnotes".</summary>
    public IEnumerable<string> Related(string part, string kind) =>
        RelationshipsOf(part)
            .Where(each => each.Is(kind))
            .Select(static each => each.Target)
            .Where(IsThere)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Warns of the parts that are missing or damaged: their content is lost.</summary>
    public void WarnOfLost(DocumentWarnings warnings)
    {
        Warn(_missing, "warning.missing_part");
        Warn(_damaged, "warning.damaged_part");

        void Warn(SortedSet<string> parts, string message)
        {
            foreach (var part in parts.Take(MostNamed))
                warnings.Add(DocumentWarningCodes.Damaged, MessageCatalog.Text(message, ("part", part)), part);
        }
    }

    /// <summary>Counts the files of other programs that stand inside a part: they are not read.</summary>
    public void CountEmbedded(string part, DocumentWarnings warnings)
    {
        string[] kinds = ["oleObject", "package", "control"];
        var files = kinds.SelectMany(kind => Related(part, kind)).Distinct(StringComparer.OrdinalIgnoreCase);
        if (files.Count() is > 0 and var count)
            warnings.LeftOut(MessageCatalog.Text("part.embedded_files"), count);
    }

    private bool TryRead(string part, Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception failure) when (OfficeXml.IsDamage(failure))
        {
            _damaged.Add(part);
            return false;
        }
    }

    private bool IsThere(string part)
    {
        if (archive.Has(part))
            return true;
        if (part.Length > 0)
            _missing.Add(part);
        return false;
    }

    private List<Relationship> ReadRelationships(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        var name = $"{part[..slash]}_rels/{part[slash..]}.rels";
        var found = new List<Relationship>();
        if (!archive.Has(name))
            return found;
        if (part.Length > 0)
        {
            ReadOptional(name, xml => ReadRelationships(xml, part, found));
            return found;
        }

        // Without the package's own relationships, its kind cannot be determined.
        using var own = Open(name);
        ReadRelationships(own, part, found);
        return found;
    }

    private void ReadRelationships(XmlReader xml, string part, List<Relationship> found)
    {
        var folder = part[..(part.LastIndexOf('/') + 1)];
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "Relationship" || xml.NamespaceURI != Relations)
                continue;
            var isExternal = string.Equals(
                xml.GetAttribute("TargetMode"), "External", StringComparison.OrdinalIgnoreCase);
            if (isExternal || xml.GetAttribute("Target") is not { } target)
                continue;
            var file = PackagePaths.Find(folder, target, archive.Has);
            found.Add(new(xml.GetAttribute("Id") ?? "", xml.GetAttribute("Type") ?? "", file));
            if (found.Count > MaxRelationships)
                throw DocumentErrors.UnpacksToTooMuch();
        }
    }
}
