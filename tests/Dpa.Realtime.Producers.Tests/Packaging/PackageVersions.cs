using System.Xml.Linq;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.Producers.Tests.Packaging;

/// <summary>The versions that this checkout uses of other people's packages.</summary>
internal static class PackageVersions
{
    /// <summary>The version of a package, as Directory.Packages.props has it.</summary>
    public static string Of(string package) =>
        (string)XDocument
            .Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Single(each => (string?)each.Attribute("Include") == package)
            .Attribute("Version")!;
}
