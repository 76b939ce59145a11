using DocumentPipelineHost.Stages;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>
/// A real stage, before which a test's own work is done. It is deaf to its token from then on: only its rows stop it.
/// </summary>
internal sealed class GatedStage(IDocumentStage inner, Func<StageWork, CancellationToken, Task> before) : IDocumentStage
{
    public string Type => inner.Type;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        await before(work, ct);
        return await inner.RunAsync(work, CancellationToken.None);
    }
}
