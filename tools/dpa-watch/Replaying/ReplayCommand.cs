using System.Globalization;
using System.Net.Sockets;
using Dpa.Realtime.Client;
using Dpa.Realtime.Watch.CommandLine;
using Dpa.Realtime.Watch.Recording;
using Dpa.Realtime.Watch.Serving;
using Dpa.Realtime.Watch.Views;
using Dpa.Realtime.Watch.Watching;

namespace Dpa.Realtime.Watch.Replaying;

/// <summary>Shows a recorded run again, in the terminal and, where that is asked for, to other clients.</summary>
internal static class ReplayCommand
{
    public static async Task<int> RunAsync(ReplayArguments arguments, IView view, CancellationToken stop)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var viewing = Task.CompletedTask;
        int outcome;
        try
        {
            var recording = await RecordingFile.OpenAsync(arguments.File, stop);
            var first = await Playback.FirstAsync(recording, stop);
            if (recording.IsCut) view.Problem($"'{arguments.File}' is cut off: its last line is left out.", "");
            viewing = view.RunAsync(left.Token);
            outcome = arguments.Serves
                ? await ServeAsync(recording, first, arguments, view, stop)
                : await PlayAsync(recording, null, arguments, view, stop);
        }
        catch (RecordingException e)
        {
            view.Problem(e.Message, e.Suggestion);
            outcome = ExitCodes.BadRecording;
        }
        catch (IOException e)
        {
            view.Problem($"'{arguments.File}' cannot be read any more: {e.Message}", "");
            outcome = ExitCodes.BadRecording;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            view.Problem($"'{arguments.File}' has a value that cannot be shown: {e.Message}", "Record the run again.");
            outcome = ExitCodes.BadRecording;
        }
        catch (OperationCanceledException)
        {
            outcome = ExitCodes.Left;
        }

        await left.CancelAsync();
        await viewing;
        view.End(outcome);
        return outcome;
    }

    /// <summary>Begins when somebody looks, and goes on showing the end until it is stopped.</summary>
    private static async Task<int> ServeAsync(
        RecordingFile recording, PlayedState first, ReplayArguments arguments, IView view, CancellationToken stop)
    {
        ReplayServer server;
        try
        {
            server = await ReplayServer.StartAsync(first.State, arguments, stop);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            view.Problem(
                $"Port {arguments.Port.ToString(CultureInfo.InvariantCulture)} cannot be used: {e.Message}",
                "Give another with --port; 0 takes any that is free.");
            return ExitCodes.Unreachable;
        }

        await using var serving = server;
        view.Notice(
            $"'{recording.PipelineId}' of {first.State.Owner} is at {server.Address} and begins when a client asks for "
                + "it. Ctrl+C ends it.");
        view.State(first.State);
        await server.AskedFor.WaitAsync(stop);
        var outcome = await PlayAsync(recording, server, arguments, view, stop);
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
            // it was shown to its end
        }

        return outcome;
    }

    private static async Task<int> PlayAsync(
        RecordingFile recording, ReplayServer? server, ReplayArguments arguments, IView view, CancellationToken stop)
    {
        view.Notice(
            string.Create(
                CultureInfo.InvariantCulture, $"recorded at {recording.RecordedAt}, shown {arguments.Speed} x as fast")
                + (server is null ? "" : $", at {server.Address}"));
        PipelineState? last = null;
        await foreach (var played in Playback.PlayAsync(recording, arguments.Speed, TimeProvider.System, stop))
        {
            last = played.State;
            server?.Show(last, played.Stage, played.Raised);
            view.State(last);
            if (played.Skipped > 0) view.Transition(new TransitionEventArgs(last, null, played.Skipped));
            foreach (var transition in played.Raised) view.Transition(new TransitionEventArgs(last, transition, 0));
        }

        if (last is { IsEnded: true }) return Outcomes.Of([last.Status]);
        view.Problem("The recording ends before the pipeline did.", "");
        return ExitCodes.Left;
    }
}
