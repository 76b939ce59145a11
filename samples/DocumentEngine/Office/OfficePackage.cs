using System.Xml;
using DocumentEngine.Archives;
using DocumentEngine.Documents;

namespace DocumentEngine.Office;

/// <summary>
/// An Office Open XML package: parts are found by their relationships, never by the names that one program gives them (Word Online
/// calls its main part <c>word/document2.xml</c>).
/// </summary>
internal sealed class OfficePackage(ArchiveGuard archive)
{
    private const int MaxRelationships = 20_000;
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";

    private readonly Dictionary<string, IReadOnlyList<Relationship>> _relationships = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The main part's name; where no relationship names one that is there, the name that everybody uses.</summary>
    /// <param name="usual">That name.</param>
    public string? MainPart(string usual) =>
        RelationshipsOf("").FirstOrDefault(each => each.Is("officeDocument") && archive.Has(each.Target))?.Target
        ?? (archive.Has(usual) ? usual : null);

    public bool Has(string part) => archive.Has(part);

    /// <summary>Opens a part of XML.</summary>
    public XmlReader Open(string part) => OfficeXml.Open(archive.OpenEntry(part));

    /// <summary>Opens a part's bytes.</summary>
    public Stream OpenBytes(string part) => archive.OpenEntry(part);

    /// <summary>A part's relationships to other parts that are there, in order; "" for the package's own.</summary>
    public IReadOnlyList<Relationship> RelationshipsOf(string part)
    {
        if (!_relationships.TryGetValue(part, out var found))
            _relationships[part] = found = ReadRelationships(part);
        return found;
    }

    /// <summary>The parts that a part refers to by a kind of relationship, such as "footnotes".</summary>
    public IEnumerable<string> Related(string part, string kind) =>
        RelationshipsOf(part).Where(each => each.Is(kind)).Select(static each => each.Target).Where(archive.Has).Distinct(StringComparer.OrdinalIgnoreCase);

    private List<Relationship> ReadRelationships(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        var name = $"{part[..slash]}_rels/{part[slash..]}.rels";
        var found = new List<Relationship>();
        if (!archive.Has(name))
            return found;
        using var xml = Open(name);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "Relationship" || xml.NamespaceURI != Relations)
                continue;
            var isExternal = string.Equals(xml.GetAttribute("TargetMode"), "External", StringComparison.OrdinalIgnoreCase);
            if (isExternal || xml.GetAttribute("Target") is not { } target)
                continue;
            found.Add(new(xml.GetAttribute("Id") ?? "", xml.GetAttribute("Type") ?? "", PackagePaths.Resolve(part[..slash], target)));
            if (found.Count > MaxRelationships)
                throw DocumentErrors.UnpacksToTooMuch();
        }

        return found;
    }
}
