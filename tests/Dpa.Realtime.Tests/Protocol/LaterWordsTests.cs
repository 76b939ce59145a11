using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>A state that a later version wrote into an archive is read by this one.</summary>
public sealed class LaterWordsTests
{
    private const string Later = """
        {"type":"pipeline_progress","pipeline_id":"p","epoch":"0190a000-0000-7000-8000-000000000001","version":7,
         "transition":3,"status":"reviewing","owner":"user-1","overall_progress":40,"attempt":1,"a_later_field":{"x":1},
         "children":{"completed":1,"processing":2,"reviewing":3},
         "stages":[{"id":"a","status":"archived","ended":true,"progress":100,"weight":1,"attempt":1},
                   {"id":"b","status":"reviewing","progress":10,"weight":1,"attempt":1}],
         "transitions":[{"transition":3,"version":7,"stage_type":"a","from":"reviewing","to":"archived","ended":true}]}
        """;

    [Fact]
    public void Parse_OfALaterStatus_IsRunningAndHandsTheWordOn()
    {
        var state = Parse(Later);

        Assert.Equal((PipelineStatus.Processing, "reviewing", false), (state.Status, state.StatusWord, state.IsEnded));
        Assert.Equal((PipelineStatus.Cancelled, "archived"), (state.Stages[0].Status, state.Stages[0].StatusWord));
        Assert.Equal((PipelineStatus.Processing, "reviewing"), (state.Stages[1].Status, state.Stages[1].StatusWord));
        Assert.Equal((1, 5), (state.Children[PipelineStatus.Completed], state.Children[PipelineStatus.Processing]));
        var transition = Assert.Single(state.Transitions);
        Assert.Equal((PipelineStatus.Processing, "reviewing"), (transition.From, transition.FromWord));
        Assert.Equal((PipelineStatus.Cancelled, "archived"), (transition.To, transition.ToWord));
    }

    [Fact]
    public void Parse_OfALaterStatusThatEnds_IsEnded()
    {
        var node = JsonNode.Parse(Later)!;
        node["status"] = "archived";
        node["ended"] = true;

        var state = Parse(node.ToJsonString());

        Assert.Equal((PipelineStatus.Cancelled, "archived", true), (state.Status, state.StatusWord, state.IsEnded));
    }

    [Fact]
    public void Parse_OfAStatusThatIsKnown_HasNoWord()
    {
        var node = JsonNode.Parse(Later)!;
        node["status"] = "interrupted";

        var state = Parse(node.ToJsonString());

        Assert.Equal((PipelineStatus.Interrupted, (string?)null), (state.Status, state.StatusWord));
    }

    [Fact]
    public void ToUtf8Json_OfALaterState_KeepsItsWords()
    {
        var again = JsonNode.Parse(Parse(Later).ToUtf8Json())!;

        Assert.Equal("reviewing", (string?)again["status"]);
        Assert.Equal(["archived", "reviewing"], again["stages"]!.AsArray().Select(static s => (string?)s!["status"]));
        Assert.Equal("archived", (string?)again["transitions"]![0]!["to"]);
        Assert.True((bool?)again["stages"]![0]!["ended"]);
    }

    [Fact]
    public void Restored_LaterState_GoesOnInWordsOfThisVersion()
    {
        var state = PipelineMerge.Continue(Parse(Later), "0190a000-0000-7000-8000-000000000002");

        Assert.Null(state.StatusWord);
        Assert.All(state.Stages, static s => Assert.Null(s.StatusWord));
        Assert.All(state.Transitions, static t => Assert.Null(t.FromWord ?? t.ToWord));
        Assert.Equal(PipelineStatus.Processing, state.Status);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("epoch")]
    [InlineData("pipeline_id")]
    public void Parse_WithoutWhatAStateNeeds_Throws(string missing)
    {
        var node = JsonNode.Parse(Later)!.AsObject();
        node.Remove(missing);

        Assert.Throws<JsonException>(() => Parse(node.ToJsonString()));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("""{"children":{"completed":"x"}}""")]
    [InlineData("""{"children":{"completed":99999999999}}""")]
    [InlineData("""{"timestamp":"yesterday"}""")]
    [InlineData("""{"transition":1.5}""")]
    [InlineData("""{"eta_ms":9223372036854775807}""")]
    [InlineData("""{"stages":[1]}""")]
    public void Parse_OfWhatCannotBeRead_ThrowsWhatItPromises(string changed)
    {
        var later = JsonNode.Parse(Later)!.AsObject();
        var node = JsonNode.Parse(changed);
        if (node is JsonObject values)
        {
            foreach (var (name, value) in values) later[name] = value?.DeepClone();
            node = later;
        }

        Assert.Throws<JsonException>(() => Parse(node!.ToJsonString()));
    }

    private static PipelineState Parse(string json) => PipelineState.Parse(Encoding.UTF8.GetBytes(json));
}
