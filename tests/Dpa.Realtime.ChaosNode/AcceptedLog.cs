using System.Text.Json;

namespace Dpa.Realtime.ChaosNode;

/// <summary>
/// Every transition that a producer asked for, before the call and after it: a line each, handed to the system at once,
/// so that what a killed node had been told is known.
/// </summary>
internal sealed class AcceptedLog(string file) : IDisposable
{
    private readonly FileStream _file = new(
        file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly Lock _gate = new();

    public async Task<T> SayAsync<T>(string pipelineId, string? stage, string to, Func<ValueTask<T>> call)
    {
        Write(pipelineId, stage, to, "asked");
        var outcome = await call();
        Write(pipelineId, stage, to, outcome is TransitionOutcome.Held ? "held" : "accepted");
        return outcome;
    }

    public void Dispose() => _file.Dispose();

    private void Write(string pipelineId, string? stage, string to, string what)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(new { pipeline = pipelineId, stage, to, what });
        lock (_gate) _file.Write([.. line, (byte)'\n']);
    }
}
