using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>
/// What a reader's project opens by itself, and what a page says that its examples open besides, in a paragraph that
/// begins with "The examples open": <c>`using Dpa.Realtime;`</c>.
/// </summary>
internal static partial class PageUsings
{
    private const string Console = "`dotnet new console`";

    // The implicit usings of Microsoft.NET.Sdk.
    private static readonly string[] OfEachProject =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
        "System.Threading.Tasks",
    ];

    // What Microsoft.NET.Sdk.Web adds.
    private static readonly string[] OfAWebProject =
    [
        "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    /// <summary>The namespaces of a page's blocks: the project's, and those that the page names.</summary>
    public static IEnumerable<string> Of(string page)
    {
        var named = Paragraph().Match(Pages.Text(page)).Value;
        var web = named.Contains(Console, StringComparison.Ordinal) ? [] : OfAWebProject;
        return OfEachProject.Concat(web).Concat(Using().Matches(named).Select(static m => m.Groups[1].Value));
    }

    [GeneratedRegex(@"^The examples open .*?(?=\n\n|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Paragraph();

    [GeneratedRegex(@"`using ([\w.]+);`")]
    private static partial Regex Using();
}
