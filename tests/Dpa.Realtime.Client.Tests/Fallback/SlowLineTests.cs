using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Fallback;

/// <summary>Answers that take longer than a heartbeat or a limit, and that come all the time.</summary>
public sealed class SlowLineTests
{
    private readonly FakeServer _server = new() { Refusal = Failure.Closed(1006) };

    [Fact]
    public async Task Event_ThatTakesLongerThanTheSilence_IsASignOfLife()
    {
        var streams = new List<FakeStream>();
        _server.Http.On("/events", _ =>
        {
            streams.Add(new FakeStream(isNarrow: true));
            return streams[^1].Answer();
        });
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await _server.AdvanceUntilAsync(() => streams.Count == 1);
        streams[0].Greet();
        await UntilAsync(() => client.Connection.Status == ConnectionStatus.Streaming);
        var text = $"data: {Frames.Full(progress: 33).ToJsonString()}\n\n";
        foreach (var piece in text.Chunk((text.Length / 10) + 1))
        {
            await streams[0].WriteAsync(new string(piece)); // until it was read
            _server.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        await UntilAsync(() => watching.Newest?.OverallProgress == 33);
        Assert.Single(streams);
    }
}
