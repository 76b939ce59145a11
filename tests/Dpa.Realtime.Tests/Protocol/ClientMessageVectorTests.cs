using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>docs/protocol/vectors/client-messages.json: what a server makes of each message.</summary>
public sealed class ClientMessageVectorTests
{
    private static readonly VectorFile Vectors = new("client-messages.json");

    public static TheoryData<string> Understood => Vectors.Names(c => c.ContainsKey("meaning"));

    public static TheoryData<string> Refused => Vectors.Names(c => c.ContainsKey("error"));

    [Theory]
    [MemberData(nameof(Understood))]
    public void Parse_ValidMessage_Meaning(string name)
    {
        var (message, error) = ClientMessageParser.Parse(Bytes(Vectors[name]), 1000);

        Assert.True(error is null, $"{name}: {Encoding.UTF8.GetString(error ?? [])}");
        var expected = Vectors[name]["meaning"]!;
        var actual = MessageMeaning.Of(message!);
        Assert.True(
            JsonNode.DeepEquals(expected, actual),
            $"{name}\nexpected {expected.ToJsonString()}\nbut was  {actual.ToJsonString()}");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Parse_InvalidMessage_ErrorThatNamesTheField(string name)
    {
        var (message, bytes) = ClientMessageParser.Parse(Bytes(Vectors[name]), 1000);

        Assert.True(message is null, $"{name}: was taken");
        var error = JsonNode.Parse(bytes)!;
        var expected = Vectors[name]["error"]!;
        Assert.True(JsonNode.DeepEquals(expected["code"], error["code"]), $"{name}: {error}");
        Assert.True(JsonNode.DeepEquals(expected["request_id"], error["request_id"]), $"{name}: {error}");
        if ((string?)expected["field"] is { } field)
            Assert.Contains($"'{field}'", (string?)error["message"], StringComparison.Ordinal);
    }

    private static byte[] Bytes(JsonObject vector) =>
        (string?)vector["base64"] is { } base64
            ? Convert.FromBase64String(base64)
            : Encoding.UTF8.GetBytes((string)vector["text"]!);
}
