using System.Globalization;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>
/// How often a test of chance does what it does: <c>DPA_LONG=1</c> is the long run, <c>DPA_LONG=n</c> has n rounds of
/// it.
/// </summary>
internal static class Long
{
    private static int? Asked =>
        int.TryParse(
            Environment.GetEnvironmentVariable("DPA_LONG"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var given)
        && given > 0
            ? given
            : null;

    /// <summary>Whether it is a long run.</summary>
    public static bool IsAsked => Asked is not null;

    /// <summary>Rounds of a test.</summary>
    /// <param name="usual">In every run.</param>
    /// <param name="many">In the long run.</param>
    public static int Rounds(int usual, int many) => Asked switch { null => usual, 1 => many, { } rounds => rounds };
}
