using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>The TypeScript client as its own compiler builds it, beside the tests.</summary>
public sealed class TypeScriptPackage
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly string? _missing;

    public TypeScriptPackage()
    {
        var folder = Folder();
        var compiler = Path.Combine(folder, "node_modules/typescript/bin/tsc");
        if (
            !(Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(':')
                .Any(p => File.Exists(Path.Combine(p, "node"))))
            _missing = "node is missing: sudo apt-get install -y --no-install-recommends nodejs npm";
        else if (!File.Exists(compiler))
            _missing =
                "The TypeScript client's packages are absent: npm --prefix src/Dpa.Realtime.Client.TypeScript ci";
        if (_missing is not null)
            return;
        var output = Path.Combine(AppContext.BaseDirectory, "typescript");
        using var build = Process.Start(
            new ProcessStartInfo(
                "node",
                [compiler, "-p", Path.Combine(folder, "tsconfig.build.json"), "--outDir", output])
            {
                RedirectStandardOutput = true,
            })!;
        var said = build.StandardOutput.ReadToEnd();
        Assert.True(build.WaitForExit(Limit) && build.ExitCode == 0, $"The TypeScript client was not built: {said}");
        File.WriteAllText(Path.Combine(output, "package.json"), """{"type":"module"}""");
        Index = Path.Combine(output, "index.js");
    }

    public string Index { get; } = "";

    /// <summary>
    /// Skips the test where something is missing on this machine, or fails it where services are required.
    /// </summary>
    public void Require()
    {
        if (_missing is null) return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DPA_REQUIRE_SERVICES") == "1", _missing);
        Assert.Fail(_missing);
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Dpa.Realtime.Client.TypeScript"));
}
