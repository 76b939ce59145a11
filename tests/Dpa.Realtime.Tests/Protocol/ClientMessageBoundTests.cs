using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>Messages that are made to cost the server more than they cost the client; too long for a file of vectors.</summary>
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
        var (message, error) = ClientMessageParser.Parse(Encoding.UTF8.GetBytes(text));

        Assert.True(message is null, what);
        Assert.Equal("invalid_json", (string?)JsonNode.Parse(error)!["code"]);
    }

    [Fact]
    public void Parse_ThousandsOfInvalidIds_AreAnsweredSixteenTimes()
    {
        var ids = string.Concat(Enumerable.Repeat(""","" """, 5_000));

        var (message, _) = ClientMessageParser.Parse(Encoding.UTF8.GetBytes($$"""{"type":"subscribe_pipeline","pipeline_ids":["a"{{ids}}]}"""));

        Assert.Equal(["a"], message!.PipelineIds);
        Assert.Equal(16, message.InvalidIds);
    }

    [Fact]
    public void Parse_LongUnknownType_IsNotEchoed()
    {
        var (_, error) = ClientMessageParser.Parse(Encoding.UTF8.GetBytes($$"""{"type":"{{new string('x', 50_000)}}"}"""));

        Assert.InRange(error!.Length, 1, 1024);
    }
}
