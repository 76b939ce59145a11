using System.Runtime.CompilerServices;

namespace Dpa.Realtime.Tests.Diagnostics;

/// <summary>docs/diagnostics.md and the code that it speaks of.</summary>
internal static class Document
{
    public static string Path => Root("docs/diagnostics.md");

    public static string Source => Root("src/Dpa.Realtime");

    private static string Root(string path, [CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "../../..", path));
}
