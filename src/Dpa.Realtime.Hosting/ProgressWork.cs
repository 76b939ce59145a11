namespace Dpa.Realtime.Hosting;

/// <summary>Does one piece of work.</summary>
/// <typeparam name="T">The description of the work.</typeparam>
/// <param name="services">A scope of the application's services, for this work alone.</param>
/// <param name="item">The work.</param>
/// <param name="run">Its run: start stages, report; it is completed when the task completes.</param>
/// <param name="cancellationToken">Cancelled when a subscriber asks for cancel, or the host stops.</param>
/// <returns>A task for the work.</returns>
public delegate Task ProgressWork<in T>(
    IServiceProvider services, T item, PipelineRun run, CancellationToken cancellationToken);
