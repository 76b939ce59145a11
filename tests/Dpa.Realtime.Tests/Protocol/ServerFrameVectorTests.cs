using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>docs/protocol/vectors/server-frames.json: each form of a state, exactly as it goes over the wire.</summary>
public sealed class ServerFrameVectorTests
{
    private static readonly VectorFile Vectors = new("server-frames.json");

    public static TheoryData<string> Names => Vectors.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_State_ExactFrame(string name)
    {
        var vector = Vectors[name];
        var state = PipelineState.Parse(Encoding.UTF8.GetBytes(vector["state"]!.ToJsonString()));

        var actual = JsonNode.Parse(Encode(vector, state));

        Assert.True(
            JsonNode.DeepEquals(vector["frame"], actual),
            $"{name}\nexpected {vector["frame"]!.ToJsonString()}\nbut was  {actual!.ToJsonString()}");
    }

    private static byte[] Encode(JsonObject vector, PipelineState state) =>
        (string?)vector["write"] switch
        {
            "full" => PipelineStateCodec.Encode(state),
            "partial" => PipelineStateCodec.Encode(
                state, FullStateShape.Whole with
                {
                    Partial = true, StagesAfter = (long)vector["since_version"]!,
                }),
            "brief" => PipelineStateCodec.Encode(
                state, FullStateShape.Whole with
                {
                    WithStages = false, TransitionsAfter = (long)vector["transitions_after"]!,
                }),
            "progress" => ProgressFrame.Encode(state, IndexOf(state, (string)vector["stage"]!)),
        "pipeline_update" => PipelineUpdateFrame.Encode(state, (long?)vector["transitions_after"]),
        "stage_update" => FrameCodec.StageUpdate(Change(vector, state), (bool?)vector["provisional"] ?? false),
            var other => throw new InvalidDataException($"'{other}' is no form of a frame."),
        };

    private static int IndexOf(PipelineState state, string stage) =>
        state.Stages.Select(static s => s.Id).ToList().IndexOf(stage);

    private static AcceptedChange Change(JsonObject vector, PipelineState state)
    {
        var numbers = vector["transitions"]!.AsArray().Select(n => (long)n!).ToHashSet();
        return new AcceptedChange
        {
            State = state, Stage = (string?)vector["stage"],
            Transitions = [.. state.Transitions.Where(t => numbers.Contains(t.Number))],
        };
    }
}
