using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Hosting;

/// <summary>
/// A queue of work that a background worker processes one by one. An item is shown as pending as soon as it is queued,
/// so an endpoint can answer at once.
/// </summary>
/// <typeparam name="T">The description of one piece of work.</typeparam>
public sealed class ProgressQueue<T>
{
    private readonly IProgressNotifier _progress;
    private readonly Func<T, PipelineStart> _describe;
    private readonly ILogger _logger;
    private readonly Channel<ProgressItem<T>> _channel;

    internal ProgressQueue(IProgressNotifier progress, Func<T, PipelineStart> describe, int capacity, ILogger logger)
    {
        (_progress, _describe, _logger) = (progress, describe, logger);
        _channel = Channel.CreateBounded<ProgressItem<T>>(capacity);
    }

    internal ChannelReader<ProgressItem<T>> Reader => _channel.Reader;

    /// <summary>Accepts no further items; items that wait to be queued are refused.</summary>
    internal void Close() => _channel.Writer.TryComplete();

    /// <summary>Shows the item as pending and puts it into the queue; waits while the queue is full.</summary>
    /// <remarks>
    /// If the backplane is unavailable, or refuses the pipeline as it is described, the item is processed unseen, and a
    /// warning is logged.
    /// </remarks>
    /// <param name="item">The work.</param>
    /// <param name="cancellationToken">Cancels the wait; the item is then shown as cancelled.</param>
    /// <returns>The pipeline's id, for the response.</returns>
    /// <exception cref="PipelineException"><c>already_live</c>: a pipeline of this id has not ended. The item is not
    /// queued: most likely it is being processed already.</exception>
    /// <exception cref="ChannelClosedException">The host stops; the item is shown as cancelled.</exception>
    public async ValueTask<string> EnqueueAsync(T item, CancellationToken cancellationToken = default)
    {
        var start = Pending(_describe(item));
        var run = await StartAsync(start).ConfigureAwait(false);
        try
        {
            await _channel.Writer.WriteAsync(new ProgressItem<T>(item, run), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            await CancelAsync(run).ConfigureAwait(false);
            throw;
        }

        return start.Id;
    }

    private async ValueTask<PipelineRun> StartAsync(PipelineStart start)
    {
        try
        {
            return await _progress.StartAsync(start, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is ArgumentException or PipelineException { Code: not ProgressErrorCodes.AlreadyLive })
        {
            _logger.NotShown(start.Id, e);
            return await UnseenRuns.StartAsync(PipelineStatus.Pending).ConfigureAwait(false);
        }
    }

    private async ValueTask CancelAsync(PipelineRun run)
    {
        try
        {
            await using var leaving = run.ConfigureAwait(false);
            await run.CancelAsync(null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            _logger.NotShown(run.Id, e);
        }
    }

    private static PipelineStart Pending(PipelineStart start) => new(start.Id, start.Owner)
    {
        Stages = start.Stages, Name = start.Name, Kind = start.Kind, ParentId = start.ParentId, Weight = start.Weight,
        Children = start.Children, Message = start.Message, Controls = start.Controls, Attributes = start.Attributes,
        Status = PipelineStatus.Pending,
    };
}
