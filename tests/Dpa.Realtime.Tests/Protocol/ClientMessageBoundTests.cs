using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>
/// Messages that are made to cost the server more than they cost the client; too long for a file of vectors.
/// </summary>
public sealed class ClientMessageBoundTests
{
    public static TheoryData<string, string> Bombs => new()
    {
        { "lists", $$"""{"type":"ping","x":{{new string('[', 20_000)}}{{new string(']', 20_000)}}}""" },
        { "objects that never end", string.Concat(Enumerable.Repeat("""{"x":""", 10_000)) },
        { "a key, repeated", $$"""{"type":"ping"{{string.Concat(Enumerable.Repeat(""","x":1""", 10_000))}}}""" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Parse_Bomb_IsInvalidJson(string what, string text)
    {
        var (message, error) = ClientMessageParser.Parse(Encoding.UTF8.GetBytes(text), 1000);

        Assert.True(message is null, what);
        Assert.Equal("invalid_json", (string?)JsonNode.Parse(error)!["code"]);
    }

    [Fact]
    public void Parse_ThousandsOfInvalidIds_AreAnsweredSixteenTimes()
    {
        var ids = string.Concat(Enumerable.Repeat(""","" """, 5_000));

        var (message, _) = ClientMessageParser.Parse(
            Encoding.UTF8.GetBytes($$"""{"type":"subscribe_pipeline","pipeline_ids":["a"{{ids}}]}"""),
            1000
        );

        Assert.Equal(["a"], message!.PipelineIds);
        Assert.Equal(16, message.InvalidIds);
    }

    [Fact]
    public void Parse_MoreIdsThanAMessageMayName_AreCountedAndNotRead()
    {
        var (message, _) = ClientMessageParser.Parse(
            Encoding.UTF8.GetBytes(Message(["a", "b", "a", "c", "d", "a"])), maxIds: 2);

        Assert.Equal(["a", "b"], message!.PipelineIds);
        Assert.Equal(2, message.ExcessIds);
    }

    [Fact]
    public void Parse_ControlOfManyPipelines_ReadsAHundred()
    {
        var text = Message(Enumerable.Range(0, 130).Select(i => $"p{i}"), "\"type\":\"control\",\"action\":\"cancel\"");

        var (message, _) = ClientMessageParser.Parse(Encoding.UTF8.GetBytes(text), 1000);

        Assert.Equal((100, 30), (message!.PipelineIds.Count, message.ExcessIds));
    }

    /// <summary>
    /// Beside a reader that is linear, in turns: about as long. Quadratic reading takes hundreds of times as long, so
    /// that a busy machine does not matter.
    /// </summary>
    [Theory]
    [MemberData(nameof(Large))]
    public void Parse_OneMebibyte_TakesAboutAsLongAsALinearReader(string what, string message)
    {
        var text = Encoding.UTF8.GetBytes(message);
        Assert.InRange(text.Length, 1_000_000, 1 << 20);

        var (own, peer) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < 7; i++)
        {
            own = Math.Min(own, TimeOf(() => Assert.NotNull(ClientMessageParser.Parse(text, int.MaxValue).Message)));
            peer = Math.Min(peer, TimeOf(() => JsonDocument.Parse(text).Dispose()));
        }

        Assert.True(own / peer < 100, $"{what}: {own:F1} ms beside {peer:F1} ms.");
    }

    /// <summary>As large as a message may be at most, of many parts.</summary>
    public static TheoryData<string, string> Large =>
        new()
        {
            { "ids", Message(Enumerable.Range(0, 130_000).Select(i => $"{i:x5}")) },
            { "one id", Message(Enumerable.Repeat("abcde", 130_000)) },
            { "no ids", Message(["a", .. Enumerable.Repeat("", 345_000)]) },
            {
                "positions",
                "{\"type\":\"subscribe_pipeline\",\"pipeline_id\":\"a\",\"positions\":{"
                    + string.Join(
                        ',',
                        Enumerable.Range(0, 30_000).Select(i => $"\"{i:x5}\":{{\"epoch\":\"e\",\"version\":1}}")
                    )
                    + "}}"
            },
            {
                "fields",
                "{\"type\":\"subscribe_pipeline\",\"pipeline_id\":\"a\","
                    + string.Join(',', Enumerable.Range(0, 104_000).Select(i => $"\"{i:x5}\":1"))
                    + "}"
            },
            {
                "lists",
                $$"""{"type":"subscribe_pipeline","pipeline_id":"a","x":[{{string.Join(',', Enumerable.Repeat("[]", 345_000))}}]}"""
            },
        };

    private static double TimeOf(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static string Message(IEnumerable<string> ids, string fields = "\"type\":\"subscribe_pipeline\"") =>
        $$"""{{{fields}},"pipeline_ids":[{{string.Join(',', ids.Select(i => $"\"{i}\""))}}]}""";

    [Fact]
    public void Parse_LongUnknownType_IsNotEchoed()
    {
        var (_, error) = ClientMessageParser.Parse(
            Encoding.UTF8.GetBytes($$"""{"type":"{{new string('x', 50_000)}}"}"""),
            1000
        );

        Assert.InRange(error!.Length, 1, 1024);
    }
}
