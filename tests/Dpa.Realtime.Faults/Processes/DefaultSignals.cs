using System.Diagnostics;

namespace Dpa.Realtime.Faults.Processes;

/// <summary>
/// Starts programs that a test signals. They would inherit what the test's own parent ignores (SIGINT in a script's
/// background, SIGHUP under <c>nohup</c>), and ignore it too.
/// </summary>
public static class DefaultSignals
{
    private const string Option = "--default-signal=HUP,INT,QUIT,TERM";

    private static readonly Lazy<bool> IsKnown = new(() =>
    {
        using var tried = Process.Start(
            new ProcessStartInfo("env", [Option, "true"]) { RedirectStandardError = true })!;
        tried.WaitForExit();
        return tried.ExitCode == 0;
    });

    /// <summary>
    /// What starts a program that takes HUP, INT, QUIT and TERM as it likes, under the process number that is started;
    /// as it is where <c>env</c> (coreutils before 8.31, BusyBox) cannot reset signals.
    /// </summary>
    /// <param name="program">A path, or a name that is found on the PATH.</param>
    /// <param name="arguments">Each as it is, without quoting.</param>
    public static ProcessStartInfo Of(string program, IEnumerable<string> arguments) =>
        IsKnown.Value
            ? new ProcessStartInfo("env", [Option, program, .. arguments])
            : new ProcessStartInfo(program, arguments);
}
