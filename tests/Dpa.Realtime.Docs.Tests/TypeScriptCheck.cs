using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>
/// Checks blocks of TypeScript, TSX and JavaScript with the compiler of the client package, against the client's own
/// sources. Every block is a module of its own.
/// </summary>
internal static partial class TypeScriptCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static string Client { get; } = Path.Combine(Pages.Root, "src/Dpa.Realtime.Client.TypeScript");

    /// <summary>What is wrong with them, each with its page and line; empty where nothing is.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<Snippet> snippets, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("dpa-snippets");
        try
        {
            // React and the compiler's libraries come from where the client package has them.
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "node_modules"), Modules());
            for (var i = 0; i < snippets.Count; i++)
            {
                // What is given takes exactly one line, so that an error's line leads back to the page.
                var given = snippets[i].Given.ReplaceLineEndings(" ");
                var module = $"{given}\n{snippets[i].Code}\nexport {{}};";
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, FileName(i, snippets[i])), module, stop);
            }

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "tsconfig.json"), Settings, stop);
            var output = await CompileAsync(folder.FullName, stop);
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return [.. lines.Select(line => Located(line, snippets))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Modules()
    {
        var modules = Path.Combine(Client, "node_modules");
        Assert.True(
            Directory.Exists(Path.Combine(modules, "typescript")),
            $"The compiler is missing: run `npm ci` in {Client}.");
        return modules;
    }

    private static string FileName(int index, Snippet snippet) =>
        string.Create(CultureInfo.InvariantCulture, $"block{index}.{(snippet.Language == "tsx" ? "tsx" : "ts")}");

    private static string Located(string line, IReadOnlyList<Snippet> snippets)
    {
        if (ErrorLine().Match(line) is not { Success: true } match) return line;
        var snippet = snippets[int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)];
        var at = snippet.Line + int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) - 2;
        return string.Create(CultureInfo.InvariantCulture, $"{snippet.Page}:{at}: {match.Groups[3].Value}");
    }

    private static async Task<string> CompileAsync(string folder, CancellationToken stop)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Modules(), "typescript/bin/tsc"), "-p", folder])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Limit);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            // Without a line of output an error would look like success.
            return process.ExitCode == 0 || output.Length > 0 ? output + await errors : $"tsc failed: {await errors}";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string Settings => $$"""
        {
          "compilerOptions": {
            "target": "ES2022", "lib": ["ES2022", "DOM", "DOM.Iterable"], "types": [], "jsx": "react-jsx",
            "module": "ESNext", "moduleResolution": "Bundler", "strict": true, "exactOptionalPropertyTypes": true,
            "noUncheckedIndexedAccess": true, "skipLibCheck": true, "noEmit": true, "pretty": false,
            "paths": {
              "@dpa/realtime": ["{{Client}}/src/index.ts"],
              "@dpa/realtime/react": ["{{Client}}/src/react/index.ts"],
              "@dpa/realtime/element": ["{{Client}}/src/element/index.ts"]
            }
          },
          "include": ["*.ts", "*.tsx"]
        }
        """;

    [GeneratedRegex(@"^block(\d+)\.tsx?\((\d+),\d+\): (.*)$")]
    private static partial Regex ErrorLine();
}
