using System.Globalization;
using Dpa.Realtime.Watch.CommandLine;
using Dpa.Realtime.Watch.Views;
using Dpa.Realtime.Watch.Watching;

namespace Dpa.Realtime.Watch.Recording;

/// <summary>Watches one pipeline, and writes what comes to a file.</summary>
internal static class RecordCommand
{
    public static async Task<int> RunAsync(Arguments arguments, IView view, CancellationToken stop)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            using var writer = new RecordingWriter(
                arguments.Out!, arguments.Pipelines[0], TimeProvider.System, left.Cancel);
            var outcome = await WatchCommand.RunAsync(arguments, view, left.Token, writer.Write);
            if (writer.Failure is { } failure) throw failure;
            if (writer.Frames > 0)
                view.Notice(
                    string.Create(CultureInfo.InvariantCulture, $"{writer.Frames} frames are in {arguments.Out}."));
            return outcome;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            view.Problem(
                File.Exists(arguments.Out) && e is not UnauthorizedAccessException
                    ? $"'{arguments.Out}' exists, or cannot be written: {e.Message}"
                    : $"'{arguments.Out}' cannot be written: {e.Message}",
                "Give another file with --out.");
            view.End(ExitCodes.CannotWrite);
            return ExitCodes.CannotWrite;
        }
    }
}
