using System.Text;
using System.Text.Json;
using Dpa.Realtime.LoadTest.Peers;

namespace Dpa.Realtime.LoadTest.Cuts;

/// <summary>This library's protocol: a new connection subscribes with the position that the client holds.</summary>
internal sealed class DpaSession(int pipeline) : IPeerSession
{
    private string? _epoch;
    private long _version;

    public string? SubProtocol => "dpa.realtime.v1";

    public ValueTask<string> OpenAsync(HttpClient http, CancellationToken cancellation) =>
        ValueTask.FromResult(new DpaPeer().Path(pipeline));

    public IReadOnlyList<string> Opening() =>
        _epoch is null
            ? new DpaPeer().Opening(pipeline)
            :
            [
                $$$"""{"type":"subscribe_pipeline","pipeline_id":"load-{{{pipeline}}}","since":{"epoch":"{{{_epoch}}}","version":{{{_version}}}}}""",
            ];

    public bool Take(ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("\"error\",\"code\""u8) >= 0)
            throw new IOException($"the server answered a watcher with an error: {Encoding.UTF8.GetString(message)}");
        ReadPosition(message);
        return message.IndexOf("\"subscription_confirmed\""u8) >= 0;
    }

    public string? Acknowledge() => null;

    private void ReadPosition(ReadOnlySpan<byte> message)
    {
        var json = new Utf8JsonReader(message);
        string? epoch = null;
        long? version = null;
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1)
                continue;
            var isEpoch = json.ValueTextEquals("epoch"u8);
            var isVersion = json.ValueTextEquals("version"u8);
            json.Read();
            if (isEpoch)
                epoch = json.GetString();
            else if (isVersion)
                version = json.GetInt64();
            else
                json.TrySkip();
        }
        if (epoch is not null && version is { } newer && (epoch != _epoch || newer > _version))
            (_epoch, _version) = (epoch, newer);
    }
}
