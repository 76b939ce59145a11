using System.Collections.Concurrent;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// The pipelines that this process really works on. An entry is added before its row is taken and removed after the row
/// is released. So a row that the instance owns and that has no entry here was dropped: its work ended by an error of
/// its own, of the database or of the progress service.
/// </summary>
public sealed class PipelinesAtWork
{
    private readonly ConcurrentDictionary<Hold, string> _held = new();

    public bool Contains(string pipelineId) => _held.Values.Contains(pipelineId);

    /// <summary>Holds it until the answer is disposed.</summary>
    public IDisposable Take(string pipelineId)
    {
        var hold = new Hold(this);
        _held[hold] = pipelineId;
        return hold;
    }

    private sealed class Hold(PipelinesAtWork all) : IDisposable
    {
        public void Dispose() => all._held.TryRemove(this, out _);
    }
}
