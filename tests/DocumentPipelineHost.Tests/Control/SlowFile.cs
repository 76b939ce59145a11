using System.Net;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>A file that is sent in two parts: the second when the test lets it go.</summary>
internal sealed class SlowFile(byte[] content) : HttpContent
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _release.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(content.AsMemory(0, content.Length / 2));
        await stream.FlushAsync();
        await _release.Task;
        await stream.WriteAsync(content.AsMemory(content.Length / 2));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = content.Length;
        return true;
    }
}
