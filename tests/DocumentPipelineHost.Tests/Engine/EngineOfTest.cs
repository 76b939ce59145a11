using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Engine;
using static Microsoft.Extensions.Options.Options;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>Parsing processes of the real program, without a host around them.</summary>
internal sealed class EngineOfTest : IDisposable
{
    private readonly EnginePool _pool;

    public EngineOfTest(EngineOptions? options = null, int workers = 2)
    {
        _pool = new EnginePool(
            Create(options ?? new EngineOptions()), Create(new PipelineOptions { Workers = workers }),
            TimeProvider.System);
        Calls = new EngineCalls(_pool);
    }

    public EngineCalls Calls { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Reads a whole file; the process that did it and the text.</summary>
    public async Task<(int ProcessId, List<string> Pages)> ReadAsync(string path)
    {
        await using var file = await Calls.OpenAsync(path, 1, Cancellation);
        var pages = new List<string>();
        await foreach (var page in file.ReadPagesAsync(Cancellation))
            pages.Add(page.Text);
        return (file.ProcessId, pages);
    }

    public void Dispose() => _pool.Dispose();
}
