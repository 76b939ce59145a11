using Dpa.Realtime.Client;
using Dpa.Realtime.Watch.CommandLine;
using Dpa.Realtime.Watch.Views;

namespace Dpa.Realtime.Watch.Watching;

/// <summary>From the arguments to the exit code.</summary>
internal static class WatchCommand
{
    /// <param name="arguments">What is watched.</param>
    /// <param name="view">Where it is shown.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="received">Gets each message of the server as it came.</param>
    public static async Task<int> RunAsync(
        Arguments arguments, IView view, CancellationToken stop, Action<ReadOnlyMemory<byte>>? received = null)
    {
        var options = OptionsOf(arguments);
        options.FrameReceived = received;
        await using var client = new RealtimeClient(options);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (arguments.Timeout is { } limit) left.CancelAfter(limit);
        using var reach = new Reach(client, arguments.ConnectTimeout);
        client.ConnectionChanged += (_, c) => view.Connection(c);
        client.TransitionRaised += (_, t) => view.Transition(t);
        var viewing = view.RunAsync(left.Token);
        var outcome = await OutcomeAsync(client, arguments, view, reach, left.Token);
        if (outcome == ExitCodes.Left && !stop.IsCancellationRequested)
            view.Problem("The time given by --timeout is over.", "");
        await left.CancelAsync();
        await viewing;
        view.End(outcome);
        return outcome;
    }

    private static async Task<int> OutcomeAsync(
        RealtimeClient client, Arguments arguments, IView view, Reach reach, CancellationToken left)
    {
        try
        {
            var watching = arguments.Pipelines.Count > 0
                ? Follow.AllAsync(client, arguments, view, left)
                : Follow.MineAsync(client, arguments, view, left);
            if (await Task.WhenAny(watching, reach.Lost) == watching) return Outcomes.Of(await watching);
            var failure = await reach.Lost;
            view.Problem(failure.Message ?? "The server cannot be reached.", "");
            return ExitCodes.Unreachable;
        }
        catch (RealtimeException e)
        {
            view.Problem(
                e.Message, e.Code switch
                {
                    ProgressErrorCodes.Unauthorized or ProgressErrorCodes.Forbidden =>
                        "Name who asks: --user <id>, and DPA_TOKEN or --ticket.",
                    ProgressErrorCodes.NotFound =>
                        "Check the id and --user; --wait waits for one that has not started.",
                    _ => e.Suggestion,
                });
            return e.Code is ProgressErrorCodes.TooManySubscriptions or ProgressErrorCodes.UnsupportedProtocol
                ? ExitCodes.Unreachable
                : ExitCodes.NotAllowed;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Left;
        }
    }

    public static RealtimeClientOptions OptionsOf(Arguments arguments)
    {
        var options = new RealtimeClientOptions { Address = arguments.Address, UserId = arguments.User };
        if (arguments.Token is { } token) options.AccessTokenProvider = (_, _) => new(token);
        if (arguments.Ticket is { } ticket) options.TicketProvider = new SingleTicket(ticket).TakeAsync;
        // A server in development takes the caller's word for who it is; any other one pays no heed to it.
        if (arguments is { Token: null, Ticket: null }) options.Headers["X-USER-ID"] = arguments.User;
        return options;
    }
}
