namespace Dpa.Realtime.Guests;

/// <summary>Which guest is called, and on whose behalf.</summary>
/// <param name="Guest">The kind of guest; each kind has places, threads and log lines of its own.</param>
/// <param name="Name">What the log names: the guest's type, or the property that the application set.</param>
/// <param name="Key">
/// Whose calls share a part of the places: a user's id, that of the handler and the owner for a transition handler, or
/// a pipeline's where no user asks.
/// </param>
/// <param name="PipelineId">The pipeline that the log names; empty for none.</param>
/// <param name="IsOfMany">Whether it is about many pipelines, of which the named one is the first.</param>
internal readonly record struct GuestCall(
    Guest Guest, string Name, string Key, string PipelineId = "", bool IsOfMany = false)
{
    /// <summary>
    /// Of whose part of the places it takes one besides its key's: the pipeline's; empty for that of all calls about
    /// many; null for none.
    /// </summary>
    public string? Subject => IsOfMany ? "" : PipelineId.Length > 0 ? PipelineId : null;
}
