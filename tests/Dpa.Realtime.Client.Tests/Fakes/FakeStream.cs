using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Dpa.Realtime.Client.Tests.Fakes;

/// <summary>A stream of server-sent events that a test writes.</summary>
/// <param name="isNarrow">Whether each write takes until the client has read it.</param>
internal sealed class FakeStream(bool isNarrow = false)
{
    private readonly Pipe _pipe =
        isNarrow ? new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1)) : new();
    private Task _writing = Task.CompletedTask;

    public HttpResponseMessage Answer() => FakeHttp.Stream(_pipe.Reader.AsStream());

    public void Greet(int heartbeatMs = 15_000) =>
        Push(
            new
            {
                type = "connection", status = "connected", protocol = 1, heartbeat_interval_ms = heartbeatMs,
            });

    public void Push(object frame) => Write($": a comment\r\nid: x\r\ndata: {JsonSerializer.Serialize(frame)}\r\n\r\n");

    public void Write(string text) => _ = WriteAsync(text);

    /// <summary>Completes when it is written; where the stream is narrow, when it was read.</summary>
    public Task WriteAsync(string text) => _writing = WriteAsync(_writing, text);

    public void End() => _pipe.Writer.Complete();

    private async Task WriteAsync(Task before, string text)
    {
        await before;
        await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));
    }
}
