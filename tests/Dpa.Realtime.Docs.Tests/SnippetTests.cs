using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>
/// Every C# block of the documentation compiles as a reader of its page has it: with what a new project opens, and what
/// the page says to open.
/// </summary>
public sealed class SnippetTests
{
    // What is given is no part of the page, and so opens what it likes.
    private const string GivenUsings = """
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Channels;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("xunit", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static TheoryData<Snippet> Snippets => [.. Pages.All.SelectMany(static page => Snippet.In(page, "csharp"))];

    [Theory]
    [MemberData(nameof(Snippets), DisableDiscoveryEnumeration = true)]
    public void Snippet_Compiles(Snippet snippet)
    {
        ArgumentNullException.ThrowIfNull(snippet);
        var errors = Compile(snippet.Page, snippet.Code, snippet.Given)
            .Where(static d => d.Severity == DiagnosticSeverity.Error);

        Assert.Equal([], errors.Select(e =>
            $"{snippet.Page}:{snippet.Line + e.Location.GetLineSpan().StartLinePosition.Line}: {e.GetMessage(CultureInfo.InvariantCulture)}"));
    }

    [Fact]
    public void Compile_OfWhatIsWrong_SaysSo() =>
        Assert.Contains(Compile("docs/server.md", "builder.Services.AddNothing();", ""), static d => d.Id == "CS1061");

    /// <summary>No namespace is open that a reader of the page does not have.</summary>
    [Theory]
    [InlineData("docs/reference.md", "_ = typeof(DpaRealtimeOptions);")]
    [InlineData("docs/reference.md", "_ = typeof(System.Threading.Tasks.Task); _ = typeof(Channel<int>);")]
    [InlineData("docs/client-dotnet.md", "_ = typeof(ILogger);")]
    public void Compile_OfWhatThePageDoesNotOpen_SaysSo(string page, string code) =>
        Assert.Contains(Compile(page, code, ""), static d => d.Id == "CS0246");

    [Fact]
    public void GivenComments_OpenNothing() =>
        Assert.DoesNotContain(
            Pages.All.SelectMany(static page => Snippet.In(page, "csharp")),
            static s => s.Given.Contains("using ", StringComparison.Ordinal));

    [Fact]
    public void Snippets_AreFound() => Assert.InRange(Snippets.Count, 20, 1_000);

    private static IEnumerable<Diagnostic> Compile(string page, string code, string given)
    {
        var known = new[]
        {
            ("var builder ", "public static WebApplicationBuilder builder = null!;"),
            ("var app ", "public static WebApplication app = null!;"),
        }.Where(k => !code.Contains(k.Item1, StringComparison.Ordinal)).Select(static k => k.Item2);
        var usings = string.Concat(PageUsings.Of(page).Distinct().Select(static name => $"global using {name};\n"));
        // Server and client have models of the same names.
        var side = given.Contains("RealtimeClient", StringComparison.Ordinal) ? "Dpa.Realtime.Client" : "Dpa.Realtime";
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        // A block of types alone has no statement of its own to begin with.
        var program = CSharpSyntaxTree.ParseText(code, options, "snippet.cs");
        var start = program.GetRoot().ChildNodes().Any(static n => n.IsKind(SyntaxKind.GlobalStatement))
            ? "" : "_ = Given.Nothing;";
        var members = string.Join(' ', known.Append(given));
        var granted =
            $"{GivenUsings}\nusing {side};\npublic static class Given {{ public const int Nothing = 0; {members} }}";
        var trees = new[] { usings + "global using static Given;", granted, start }
            .Select(text => CSharpSyntaxTree.ParseText(text, options)).Append(program);
        var wanted = new CSharpCompilationOptions(
            OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("snippet", trees, References, wanted)
            .GetDiagnostics(TestContext.Current.CancellationToken);
    }
}
