namespace WorkerAndWeb;

/// <summary>An import that this worker has taken.</summary>
/// <param name="Entry">Its number in the queue.</param>
/// <param name="Id">Its pipeline.</param>
/// <param name="User">The pipeline's owner.</param>
public sealed record Import(string Entry, string Id, string User);
