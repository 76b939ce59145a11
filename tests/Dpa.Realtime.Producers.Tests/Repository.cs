using System.Runtime.CompilerServices;

namespace Dpa.Realtime.Producers.Tests;

/// <summary>Where the checkout is that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "../.."));

    public static string Tests { get; } = Here();

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
