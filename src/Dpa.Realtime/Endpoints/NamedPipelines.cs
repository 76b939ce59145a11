using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// The pipelines that a request names, each with the position that the client holds. What is wrong with one id is that
/// id's own matter.
/// </summary>
internal sealed class NamedPipelines(int max)
{
    private const int MaxInvalid = 16; // as on the socket: each may be answered by itself

    private readonly OrderedDictionary<string, PipelinePosition?> _positions = new(StringComparer.Ordinal);

    /// <summary>At most as many as a connection may watch.</summary>
    public IReadOnlyDictionary<string, PipelinePosition?> Positions => _positions;

    /// <summary>How many were no pipeline ids; bounded.</summary>
    public int Invalid { get; private set; }

    /// <summary>Those beyond the limit, as many again.</summary>
    public List<string> Excess { get; } = [];

    /// <summary>How many more there were.</summary>
    public int Unnamed { get; private set; }

    /// <summary>How many ids were read, whether accepted or not.</summary>
    public int Total { get; private set; }

    public void Add(string id, PipelinePosition? held = null)
    {
        Total++;
        if (!WireBounds.IsPipelineId(id)) Invalid = Math.Min(MaxInvalid, Invalid + 1);
        else if (_positions.ContainsKey(id) || _positions.Count < max) _positions[id] = held;
        else if (Excess.Count < max) Excess.Add(id);
        else Unnamed++;
    }
}
