using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Producers.Tests.Examples;

/// <summary>Work of a queue.</summary>
public sealed class ImportWork
{
    private readonly string[] _stages = ["read", "write"];

    public async Task DoAsync(Import import, PipelineRun run, CancellationToken stop)
    {
        Assert.Equal(import.Id, run.Id);
        foreach (var stage in _stages)
            await run.RunStageAsync(stage, static (_, _) => Task.CompletedTask, stop);
    }
}

/// <summary>Work of a loop.</summary>
public sealed class PageWork
{
    private readonly List<string> _done = [];

    public IReadOnlyList<string> Done => _done;

    public Task DoAsync(string page, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        _done.Add(page);
        return Task.CompletedTask;
    }
}

/// <summary>What it is about.</summary>
public sealed record Import(string Id, string User);

/// <summary>A file to be downloaded.</summary>
internal static class Sample
{
    public const int Size = 5000;

    public static Task WriteAsync(HttpContext http)
    {
        http.Response.ContentLength = Size;
        return http.Response.Body.WriteAsync(new byte[Size]).AsTask();
    }
}
