using System.Runtime.CompilerServices;

namespace Dpa.Realtime.Tests.Structure;

/// <summary>Nobody but one file each has the application's code in hand, and that file calls it as a guest.</summary>
public sealed class GuestCallSiteTests
{
    // The built-in authorizer is none of the application's code, whether there is a selector at all is looked at once,
    // and the others name them in words.
    private static readonly string[] CallNothing =
        ["OwnerOnlyAuthorizer.cs", "IdentityCheck.cs", "RealtimeLog.cs", "Refusals.cs", "Guest.cs"];

    [Theory]
    [InlineData(nameof(IPipelineAuthorizer), "AccessCheck.cs")]
    [InlineData(nameof(IPipelineArchive), "ArchiveLookup.cs")]
    [InlineData(nameof(IPipelineControlHandler), "ControlRouter.cs")]
    [InlineData(nameof(IPipelineTransitionHandler), "TransitionDispatcher.cs")]
    [InlineData(nameof(DpaRealtimeOptions.UserIdSelector), "CallerIdentity.cs")]
    public void Guest_IsKnownToOneFileThatCallsItAsAGuest(string guest, string file)
    {
        var files = Rooms().Where(f => Code(f).Any(line => line.Contains(guest, StringComparison.Ordinal)))
            .Where(f => !CallNothing.Contains(Path.GetFileName(f))).ToArray();

        Assert.Equal(file, Path.GetFileName(Assert.Single(files)));
        Assert.Matches(@"uests\s*\.CallAsync\(", string.Join('\n', Code(files[0])));
    }

    /// <summary>
    /// A token that a producer holds runs what the application registered on it, on the thread that cancels it.
    /// </summary>
    [Fact]
    public void ProducersTokens_AreCancelledByTheSignalsAlone()
    {
        var files = Rooms().Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == "Publishing")
            .Where(f => Code(f).Any(line => line.Contains(".Cancel()", StringComparison.Ordinal)
                || line.Contains(".CancelAsync()", StringComparison.Ordinal)))
            .Select(Path.GetFileName);

        // What the others cancel is their own, and no producer is handed it.
        Assert.Equal(["RunSignals.cs", "StartTurn.cs", "TransitionDispatcher.cs"], files.Order());
    }

    /// <summary>The files that are in a room; the front hall declares and registers.</summary>
    private static IEnumerable<string> Rooms([CallerFilePath] string here = "")
    {
        var source = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Dpa.Realtime"));
        return Directory.EnumerateDirectories(source).Where(d => Path.GetFileName(d) is not ("bin" or "obj"))
            .SelectMany(static room => Directory.EnumerateFiles(room, "*.cs"));
    }

    private static IEnumerable<string> Code(string file) => File.ReadLines(file).Select(static line => line.Trim())
        .Where(static line => !line.StartsWith("//", StringComparison.Ordinal));
}
