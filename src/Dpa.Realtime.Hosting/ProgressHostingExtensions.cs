using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Hosting;

/// <summary>Shows the work of background services and channels as pipelines.</summary>
public static class ProgressHostingExtensions
{
    /// <summary>Adds a <see cref="ProgressQueue{T}"/> and the background worker that takes its items.</summary>
    /// <remarks>The queue is in memory: items that wait when the host stops are shown as cancelled.</remarks>
    /// <typeparam name="T">The description of one piece of work.</typeparam>
    /// <param name="services">The application's services.</param>
    /// <param name="describe">What an item is shown as.</param>
    /// <param name="work">The work. If it throws, its item is shown as failed; other items are not affected.</param>
    /// <param name="capacity">How many items may wait, at least 1. Default: 1,000.</param>
    /// <param name="atOnce">How many items are processed at the same time, at least 1. Default: 1.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProgressQueue<T>(
        this IServiceCollection services, Func<T, PipelineStart> describe, ProgressWork<T> work, int capacity = 1000,
        int atOnce = 1)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(describe);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(atOnce, 1);
        services.AddSingleton(s => new ProgressQueue<T>(
            s.GetRequiredService<IProgressNotifier>(), describe, capacity,
            s.GetRequiredService<ILogger<ProgressQueue<T>>>()));
        services.AddSingleton<IHostedService>(s => new ProgressWorker<T>(
            s.GetRequiredService<ProgressQueue<T>>(), work, atOnce, s.GetRequiredService<IServiceScopeFactory>(),
            s.GetRequiredService<ILogger<ProgressWorker<T>>>()));
        return services;
    }

    /// <summary>
    /// Reads a channel in the loop of a background service; each item is a pipeline while the loop's body processes it.
    /// </summary>
    /// <remarks>
    /// The item is completed when the next one is requested. An exception in the loop fails the current item; the token
    /// cancels it. An item whose pipeline is refused (already live, the backplane unavailable) is returned all the
    /// same, with a run that is not shown and that has its own id.
    /// </remarks>
    /// <typeparam name="T">An item.</typeparam>
    /// <param name="reader">The channel.</param>
    /// <param name="progress">Where progress is reported.</param>
    /// <param name="describe">What an item is shown as.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="logger">Where a warning is logged if an item is processed unseen. Default: nowhere.</param>
    /// <returns>The items with their runs.</returns>
#pragma warning disable CA1068 // The logger was added later; callers pass the token by position.
    public static async IAsyncEnumerable<ProgressItem<T>> ReadAllWithProgressAsync<T>(
        this ChannelReader<T> reader, IProgressNotifier progress, Func<T, PipelineStart> describe,
        [EnumeratorCancellation] CancellationToken cancellationToken = default,
        ILogger? logger = null)
#pragma warning restore CA1068
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(describe);
        await foreach (var item in reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var run = await ShownRuns.StartAsync(progress, () => describe(item), logger, cancellationToken)
                .ConfigureAwait(false);
            await using var leaving = run.ConfigureAwait(false); // without an end: failed, or cancelled by the token
            yield return new ProgressItem<T>(item, run);
            if (!run.State.IsEnded && !cancellationToken.IsCancellationRequested)
                await ShownRuns.CompleteAsync(run, logger).ConfigureAwait(false);
        }
    }
}
