using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>The sources of all suites in C#, to look up what pages name of them.</summary>
internal static partial class TestSources
{
    private static readonly string[] Skipped = ["node_modules", "bin", "obj", "assets"];

    private static readonly ILookup<string, string> Files =
        Below(Path.Combine(Pages.Root, "tests"))
            .Select(File.ReadAllText)
            .SelectMany(static text => ClassName().Matches(text).Select(m => (m.Groups[1].Value, text)))
            .ToLookup(static pair => pair.Item1, static pair => pair.text, StringComparer.Ordinal);

    /// <summary>The files in which a class of this name stands; none where there is none.</summary>
    public static IEnumerable<string> Of(string name) => Files[name];

    /// <summary>Whether a class of this name has this test.</summary>
    public static bool HasTest(string name, string method) =>
        Of(name).Any(text => CSharpSyntaxTree.ParseText(text).GetRoot()
            .DescendantNodes()
            .OfType<MethodDeclarationSyntax>()
            .Where(m => m.Identifier.Text == method)
            .Where(m => m.Parent is ClassDeclarationSyntax of && of.Identifier.Text == name)
            .Any(static m => m.AttributeLists.SelectMany(static list => list.Attributes).Any(IsTest)));

    private static bool IsTest(AttributeSyntax attribute) =>
        attribute.Name.ToString() is var name
        && (name.EndsWith("Fact", StringComparison.Ordinal) || name.EndsWith("Theory", StringComparison.Ordinal));

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs")
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(static d => !Skipped.Contains(Path.GetFileName(d)))
                .SelectMany(Below));

    [GeneratedRegex(@"^(?:public |internal )[\w ]*\bclass (\w+)", RegexOptions.Multiline)]
    private static partial Regex ClassName();
}
