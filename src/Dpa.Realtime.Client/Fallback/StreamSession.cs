namespace Dpa.Realtime.Client.Fallback;

/// <summary>One request for server-sent events, from its creation to its end.</summary>
internal sealed class StreamSession
{
    private static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(15);

    private readonly ClientContext _context;
    private readonly IStreamOwner _owner;
    private readonly CancellationTokenSource _ended = new();
    private readonly Silence _silence;
    private bool _isOver;

    public StreamSession(ClientContext context, string query, byte[] body, IStreamOwner owner)
    {
        (_context, _owner) = (context, owner);
        _silence = new Silence(context.Strand, context.Options.GreetingTimeout, () =>
            Finish(Failure.Silent, isSilent: true));
        Completion = Task.Run(() => RunAsync(query, body));
    }

    /// <summary>Completes when nothing of the session is left.</summary>
    public Task Completion { get; }

    /// <summary>Ends without notifying the owner.</summary>
    public void End()
    {
        if (_isOver) return;
        _isOver = true;
        _silence.Dispose();
        _ended.Cancel();
    }

    private async Task RunAsync(string query, byte[] body)
    {
        Failure failure;
        try
        {
            failure = await ReadAsync(query, body).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Any exception of a provider or a transport ends the stream; the owner is notified.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = _context.Requests.FailureOf(e);
        }

        await _context.Strand.RunAsync(() => Finish(failure, isSilent: false)).ConfigureAwait(false);
        _ended.Dispose();
    }

    private async Task<Failure> ReadAsync(string query, byte[] body)
    {
        var requests = _context.Requests;
        using var answer = await requests
            .SendAsync(
                HttpMethod.Post, requests.ProgressAddress($"events{query}"), "text/event-stream", body, false,
                _ended.Token)
            .ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
            return requests.FailureOf(answer);
        if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
            return FailureReading.NotJson(_context.Options.Address!);
        await using var stream = await answer.Content.ReadAsStreamAsync(_ended.Token).ConfigureAwait(false);
        await foreach (var data in EventReader.ReadAsync(stream, Note, _ended.Token).ConfigureAwait(false))
        {
            _context.Options.FrameReceived?.Invoke(data);
            var frame = FrameReader.Read(data);
            await _context.Strand.RunAsync(() => Receive(frame)).ConfigureAwait(false);
        }

        return new Failure(0, "stream_ended", "The server ended the stream.");
    }

    /// <summary>A part of an event is a sign of life, too: on a slow line a large state takes a while.</summary>
    private void Note() => _context.Strand.Post(() =>
    {
        if (!_isOver) _silence.Received();
    });

    private void Receive(ServerFrame? frame)
    {
        if (_isOver) return;
        if (frame is GreetingFrame greeting)
            _silence.Allow(2 * (greeting.HeartbeatInterval is { Ticks: > 0 } interval ? interval : DefaultHeartbeat));
        _owner.Frame(this, frame);
    }

    private void Finish(Failure failure, bool isSilent)
    {
        if (_isOver) return;
        End();
        _owner.Down(this, failure, isSilent);
    }
}
