namespace Dpa.Realtime.Hosting;

/// <summary>One piece of work with the run that shows it.</summary>
/// <typeparam name="T">The description of the work.</typeparam>
/// <param name="Item">The work.</param>
/// <param name="Run">Its run; the reader ends it.</param>
public sealed record ProgressItem<T>(T Item, PipelineRun Run);
