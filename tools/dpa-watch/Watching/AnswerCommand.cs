using Dpa.Realtime.Client;
using Dpa.Realtime.Watch.CommandLine;
using Dpa.Realtime.Watch.Views;

namespace Dpa.Realtime.Watch.Watching;

/// <summary>Answers the question of one pipeline.</summary>
internal static class AnswerCommand
{
    public static async Task<int> RunAsync(Arguments arguments, IView view, CancellationToken stop)
    {
        await using var client = new RealtimeClient(WatchCommand.OptionsOf(arguments));
        using var left = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (arguments.Timeout is { } limit) left.CancelAfter(limit);
        try
        {
            return await AnswerAsync(client, arguments, view, left.Token);
        }
        catch (RealtimeException e)
        {
            view.Problem(e.Message, e.Suggestion);
            return e.Code switch
            {
                ProgressErrorCodes.AlreadyAnswered
                    or ProgressErrorCodes.NoSuchQuestion
                    or ProgressErrorCodes.InvalidAnswer
                    or "invalid_message" => ExitCodes.Failed,
                "not_found" or "unauthorized" or "forbidden" => ExitCodes.NotAllowed,
                _ => ExitCodes.Unreachable,
            };
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Left;
        }
        finally
        {
            view.End(ExitCodes.Completed);
        }
    }

    private static async Task<int> AnswerAsync(
        RealtimeClient client, Arguments arguments, IView view, CancellationToken left)
    {
        var id = arguments.Pipelines[0];
        // A single-use ticket is for the socket: the question is then read from what that brings.
        var question = arguments.Question ?? (await NewestAsync(client, id, left)).Question?.Id;
        if (question is null)
        {
            view.Problem($"The pipeline '{id}' asks nothing now.", "Watch it to see when it does.");
            return ExitCodes.Failed;
        }

        await client.AnswerAsync(id, question, arguments.Answer!, left);
        return ExitCodes.Completed;
    }

    private static async Task<PipelineState> NewestAsync(RealtimeClient client, string id, CancellationToken left)
    {
        await foreach (var state in client.WatchAsync(id, cancellationToken: left)) return state;
        throw new OperationCanceledException(left);
    }
}
