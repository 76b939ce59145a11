using System.Runtime.InteropServices;
using Dpa.Realtime.Watch;
using Dpa.Realtime.Watch.CommandLine;
using Dpa.Realtime.Watch.Recording;
using Dpa.Realtime.Watch.Replaying;
using Dpa.Realtime.Watch.Views;
using Dpa.Realtime.Watch.Watching;

var parsed = ArgumentParser.Parse(args, Environment.GetEnvironmentVariable);
if (parsed.Text is { } text)
{
    (parsed.ExitCode == ExitCodes.Completed ? Console.Out : Console.Error).WriteLine(text);
    return parsed.ExitCode;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
if (parsed.Replay is { } replay) return await ReplayCommand.RunAsync(replay, ViewChoice.For(replay.Output), stop.Token);
var arguments = parsed.Arguments!;
if (arguments.Answer is not null)
    return await AnswerCommand.RunAsync(arguments, new PlainView(Console.Out, Console.Error), stop.Token);
var view = ViewChoice.For(arguments.Output);
return arguments.Out is null
    ? await WatchCommand.RunAsync(arguments, view, stop.Token)
    : await RecordCommand.RunAsync(arguments, view, stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true; // leave in order: notify the server, restore the terminal
    stop.Cancel();
}
