using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Hosting;

/// <summary>Shows a loop over items as one pipeline.</summary>
public static class ProgressLoopExtensions
{
    private const string DefaultStage = "work";

    /// <summary>
    /// Iterates items; the whole loop is one pipeline of one stage, <c>work</c>, and each item one of its units.
    /// </summary>
    /// <remarks>
    /// The pipeline starts with the loop. An item is done when the next one is requested, and the pipeline is completed
    /// after the last one. A loop that is left early fails it, by <c>break</c>, too; with the token cancelled it is
    /// cancelled. A pipeline that is refused (already live, the backplane unavailable) never breaks the loop.
    /// </remarks>
    /// <typeparam name="T">An item.</typeparam>
    /// <param name="items">The items.</param>
    /// <param name="progress">Where progress is reported.</param>
    /// <param name="start">What the loop is shown as. Its first stage, if it has one, is used in place of
    /// <c>work</c>; its controls have no effect on the loop.</param>
    /// <param name="cancellationToken">Checked before each item.</param>
    /// <param name="unit">What an item is. Default: <c>items</c>.</param>
    /// <param name="count">How many there are; below 0 if that is not known. Default: counted if that costs
    /// nothing.</param>
    /// <param name="logger">Where a warning is logged if the loop is not shown. Default: nowhere.</param>
    /// <returns>The same items.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
#pragma warning disable CA1068 // The token is passed by position, as to ReadAllWithProgressAsync.
    public static async IAsyncEnumerable<T> WithProgressAsync<T>(
        this IEnumerable<T> items, IProgressNotifier progress, PipelineStart start,
        [EnumeratorCancellation] CancellationToken cancellationToken = default,
        string unit = "items", int count = -1, ILogger? logger = null)
#pragma warning restore CA1068
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(start);
        cancellationToken.ThrowIfCancellationRequested();
        var run = await ShownRuns.StartAsync(progress, () => start, logger, cancellationToken).ConfigureAwait(false);
        await using var leaving = run.ConfigureAwait(false); // without an end: failed, or cancelled by the token
        var stage = await ShownRuns.StartStageAsync(
            run, start.Stages is [var first, ..] ? first.Id : DefaultStage, logger, cancellationToken)
            .ConfigureAwait(false);
        var total = count >= 0 ? count : items.TryGetNonEnumeratedCount(out var known) ? known : 0;
        long done = 0;
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
            stage?.Report(++done, total, unit);
        }

        if (!run.State.IsEnded && !cancellationToken.IsCancellationRequested)
            await ShownRuns.CompleteAsync(run, logger).ConfigureAwait(false);
    }
}
