using System.Runtime.CompilerServices;

namespace Dpa.Realtime.FreshProjects.Tests;

/// <summary>Where the repository is, and what this machine has.</summary>
internal static class Machine
{
    public static string Root { get; } = FindRoot();

    /// <summary>An assembly of this checkout, built beside the tests in the same configuration.</summary>
    public static string Built(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(output.Parent!.Parent!.FullName, project, output.Name, $"{project}.dll");
    }

    /// <summary>Whether tests that take minutes are run too: <c>DPA_LONG=1</c>.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("DPA_LONG") == "1";

    public static void RequireLong() =>
        Assert.SkipUnless(IsLong, "It takes minutes: run with DPA_LONG=1, as ./test.sh --long does.");

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
}
