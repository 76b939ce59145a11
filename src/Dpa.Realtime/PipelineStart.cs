namespace Dpa.Realtime;

/// <summary>The description of a pipeline that starts.</summary>
public sealed class PipelineStart
{
    /// <summary>Describes a new pipeline.</summary>
    /// <param name="id">1–128 of <c>A–Z a–z 0–9 . _ : -</c>. Use an id that cannot be guessed. Starting a live id again
    /// is refused; an ended one begins a new epoch.</param>
    /// <param name="owner">The user it belongs to, at most 256 characters, compared ordinally.</param>
    public PipelineStart(string id, string owner)
    {
        Id = id;
        Owner = owner;
    }

    /// <summary>The pipeline's id.</summary>
    public string Id { get; }

    /// <summary>The user it belongs to.</summary>
    public string Owner { get; }

    /// <summary>The stages in their order, at most 200; may be empty for a parent. <value>none</value></summary>
    public IReadOnlyList<StageDefinition> Stages { get; init; } = [];

    /// <summary>A human-readable name, at most 200 characters. <value>null</value></summary>
    public string? Name { get; init; }

    /// <summary>
    /// What kind of work it is, for example <c>document</c>, at most 200 characters. <value>null</value>
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>
    /// The pipeline of which this is one of many (a batch); it must exist and belong to the same owner.
    /// <value>null</value>
    /// </summary>
    public string? ParentId { get; init; }

    /// <summary>Its share of its parent's progress, greater than 0 and at most 1e15. <value>1</value></summary>
    public double Weight { get; init; } = 1;

    /// <summary>
    /// For a parent: how many children it will have, 1 to 1,000,000. With it the parent counts children that have not
    /// started yet as 0 % (with weight 1 each), is not ended by disposing its run, and ends by itself with its last
    /// child: completed where any child completed (with a warning first where others did not), failed with
    /// <c>children_failed</c> where none completed and any failed, cancelled where all were cancelled. Once ended it
    /// stays ended: a child that is tried again changes the counts alone. A parent without it is ended by its own run.
    /// <value>null</value>
    /// </summary>
    public int? Children { get; init; }

    /// <summary>A first human-readable message, at most 512 characters. <value>null</value></summary>
    public string? Message { get; init; }

    /// <summary>The actions that subscribers may request. <value>None</value></summary>
    public PipelineControls Controls { get; init; }

    /// <summary>
    /// Further top-level fields of the full state, for example <c>document_id</c>: at most 16 and 4 KiB in all; names
    /// of the protocol are refused. <value>none</value>
    /// </summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The status that it begins with: processing, or pending while it waits in a queue. <value>Processing</value>
    /// </summary>
    public PipelineStatus Status { get; init; } = PipelineStatus.Processing;
}
