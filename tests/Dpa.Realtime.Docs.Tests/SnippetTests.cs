using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>Every C# block of the documentation compiles as it stands.</summary>
public sealed class SnippetTests
{
    // As `dotnet new web` has them, and what the examples open themselves in the text.
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Security.Claims;
        global using System.Threading;
        global using System.Threading.Channels;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Authentication;
        global using Microsoft.AspNetCore.Authentication.Cookies;
        global using Microsoft.AspNetCore.Authentication.JwtBearer;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.HttpOverrides;
        global using Microsoft.AspNetCore.Mvc;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using Dpa.Realtime.Redis;
        global using OpenTelemetry.Metrics;
        global using OpenTelemetry.Trace;
        global using static Given;
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
        var errors = Compile(snippet.Code, snippet.Given).Where(static d => d.Severity == DiagnosticSeverity.Error);

        Assert.Equal([], errors.Select(e =>
            $"{snippet.Page}:{snippet.Line + e.Location.GetLineSpan().StartLinePosition.Line}: {e.GetMessage(CultureInfo.InvariantCulture)}"));
    }

    [Fact]
    public void Compile_OfWhatIsWrong_SaysSo() =>
        Assert.Contains(Compile("builder.Services.AddNothing();", ""), static d => d.Id == "CS1061");

    [Fact]
    public void Snippets_AreFound() => Assert.InRange(Snippets.Count, 20, 1_000);

    private static IEnumerable<Diagnostic> Compile(string code, string given)
    {
        var known = new[]
        {
            ("var builder ", "public static WebApplicationBuilder builder = null!;"),
            ("var app ", "public static WebApplication app = null!;"),
        }.Where(k => !code.Contains(k.Item1, StringComparison.Ordinal)).Select(static k => k.Item2);
        // Server and client have models of the same names.
        var side = $"{code} {given}".Contains("RealtimeClient", StringComparison.Ordinal)
            ? "global using Dpa.Realtime.Client;"
            : "global using Dpa.Realtime;";
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        // A block of types alone has no statement of its own to begin with.
        var program = CSharpSyntaxTree.ParseText(code, options, "snippet.cs");
        var start = program.GetRoot().ChildNodes().Any(static n => n.IsKind(SyntaxKind.GlobalStatement))
            ? "" : "_ = Given.Nothing;";
        var members = string.Join(' ', known.Append(given));
        var granted = $"public static class Given {{ public const int Nothing = 0; {members} }}";
        var trees = new[] { Usings, side, granted, start }
            .Select(text => CSharpSyntaxTree.ParseText(text, options)).Append(program);
        var wanted = new CSharpCompilationOptions(
            OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("snippet", trees, References, wanted)
            .GetDiagnostics(TestContext.Current.CancellationToken);
    }
}
