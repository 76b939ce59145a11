using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.LoadTest.Cuts;

/// <summary>
/// SignalR with stateful reconnect, as its hub protocol specifies it: the connection keeps its token, the server
/// keeps what was not acknowledged (100,000 bytes by default) and sends it again, each side names the message from
/// which it goes on.
/// </summary>
internal sealed class StatefulSignalRSession(int pipeline) : IPeerSession
{
    private const char RecordSeparator = '\u001e';
    private const int Ping = 6;
    private const int Close = 7;
    private const int Ack = 8;
    private const int Sequence = 9;

    private byte[] _rest = [];
    private string? _token;
    private bool _isSubscribed;
    private long _current;
    private long _received;
    private long _acknowledged;

    public string? SubProtocol => null;

    public async ValueTask<string> OpenAsync(HttpClient http, CancellationToken cancellation)
    {
        _rest = [];
        if (_token is null)
        {
            using var answer = await http.PostAsync(
                "/hub/negotiate?negotiateVersion=1&useStatefulReconnect=true", null, cancellation);
            answer.EnsureSuccessStatusCode();
            var negotiated = await answer.Content.ReadFromJsonAsync<JsonObject>(cancellation);
            _token = (string)negotiated!["connectionToken"]!;
        }
        return $"/hub?id={Uri.EscapeDataString(_token)}";
    }

    public IReadOnlyList<string> Opening() =>
        _isSubscribed
            ? [$$"""{"type":9,"sequenceId":2}""" + RecordSeparator] // its one message, the call below, was answered
            :
            [
                """{"protocol":"json","version":2}""" + RecordSeparator,
                $$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":["load-{{pipeline}}"]}"""
                    + RecordSeparator,
            ];

    // A record may come in several frames.
    public bool Take(ReadOnlySpan<byte> frame)
    {
        var isBack = false;
        ReadOnlySpan<byte> message = [.. _rest, .. frame];
        while (message.IndexOf((byte)RecordSeparator) is >= 0 and var end)
        {
            isBack |= TakeOne(message[..end]);
            message = message[(end + 1)..];
        }
        _rest = message.ToArray();
        return isBack;
    }

    public string? Acknowledge()
    {
        if (_received == _acknowledged)
            return null;
        _acknowledged = _received;
        return $$"""{"type":8,"sequenceId":{{_acknowledged}}}""" + RecordSeparator;
    }

    private bool TakeOne(ReadOnlySpan<byte> record)
    {
        var json = new Utf8JsonReader(record);
        var message = JsonNode.Parse(ref json)!;
        switch ((int?)message["type"])
        {
            case null or Ping or Ack:
                return false;
            case Close:
                throw new IOException($"the server closed a watcher: {message}");
            case Sequence:
                _current = (long)message["sequenceId"]! - 1;
                return true;
            default:
                _received = Math.Max(_received, ++_current);
                var isAnswer = (string?)message["invocationId"] == "1";
                _isSubscribed |= isAnswer;
                return isAnswer;
        }
    }
}
