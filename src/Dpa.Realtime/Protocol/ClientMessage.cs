using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>One message of a client, checked.</summary>
internal sealed record ClientMessage
{
    public required ClientMessageType Type { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The pipelines named, each a valid id.</summary>
    public IReadOnlyList<string> PipelineIds { get; init; } = [];

    /// <summary>How much of what was named is no valid id and is to be answered; bounded.</summary>
    public int InvalidIds { get; init; }

    /// <summary>How many more were named than are read; answered with one error.</summary>
    public int ExcessIds { get; init; }

    /// <summary>The positions that the client holds.</summary>
    public IReadOnlyDictionary<string, PipelinePosition> Positions { get; init; } =
        new Dictionary<string, PipelinePosition>();

    public SubscriptionDetail Detail { get; init; }

    /// <summary>0 for no limit.</summary>
    public double MaxHz { get; init; }

    public bool Wait { get; init; }

    /// <summary>Of a query: its name.</summary>
    public string? QueryId { get; init; }

    /// <summary>Of a query: what is asked for; the owner is empty where it is the caller.</summary>
    public PipelineQuery? Query { get; init; }

    /// <summary>Of a query: only the list is wanted, and nothing of what is on it.</summary>
    public bool IsListOnly { get; init; }

    public PipelineControls Action { get; init; }

    public string? Reason { get; init; }

    /// <summary>Of an answer: the question.</summary>
    public string? QuestionId { get; init; }

    /// <summary>Of an answer: what was answered, as compact JSON.</summary>
    public string? Answer { get; init; }

    public string? Ticket { get; init; }

    /// <summary>A clone that outlives the message.</summary>
    public JsonElement? Timestamp { get; init; }
}
