using System.Text.Json.Nodes;

namespace Dpa.Realtime.Client.Tests.Merging;

/// <summary>The golden vectors of docs/protocol/vectors.</summary>
public sealed class MergeVectorTests
{
    private static readonly VectorFile Steps = new("merge-steps.json");
    private static readonly VectorFile Ends = new("merge.json");

    public static TheoryData<string> StepNames => Steps.Names;

    public static TheoryData<string> EndNames => Ends.Names;

    [Theory]
    [MemberData(nameof(StepNames))]
    public void Apply_VectorOfSteps_LeavesWhatItExpects(string name)
    {
        var vector = Steps[name];
        var client = new MergedClient(wantsStages: (string?)vector["detail"] != "pipeline");
        foreach (var step in vector["steps"]!.AsArray())
        {
            client.Give(Steps.Complete(step!["frame"]!.AsObject()), (bool?)step["answers_without_since"] == true);
            Check(client, step["expect"]?.AsObject() ?? []);
        }
    }

    [Theory]
    [MemberData(nameof(EndNames))]
    public void Apply_VectorOfAnEnd_EndsThere(string name)
    {
        var vector = Ends[name];
        var client = new MergedClient();
        foreach (var frame in vector["frames"]!.AsArray())
            client.Give(frame!.AsObject(), (bool?)vector["answers_without_since"] == true);

        var expect = vector["expect"]!;
        var state = client.Held?.State;
        Assert.Equal((string?)expect["position"], state?.Position.ToString());
        Assert.Equal(expect["raised"]!.AsArray().Select(n => (long)n!), client.Raised.Select(t => t.Number));
        Assert.Equal((long)expect["skipped"]!, client.Skips.Sum());
        Assert.Equal((bool)expect["heal"]!, client.NeedsHeal);
        if (state is null) return;
        Assert.Equal((string?)expect["status"], StateJson.Name(state.Status));
        Assert.Equal((double)expect["overall_progress"]!, state.OverallProgress);
        var stages = new JsonObject(
            state.Stages.Select(s =>
                KeyValuePair.Create(s.Id, (JsonNode?)new JsonArray(StateJson.Name(s.Status), s.Progress, s.Attempt))));
        StateJson.Same(expect["stages"], stages, "stages");
    }

    private static void Check(MergedClient client, JsonObject expect)
    {
        foreach (var (field, value) in expect)
        {
            switch (field)
            {
                case "position":
                    Assert.Equal(
                        value is null ? null : $"{value["epoch"]}:{value["version"]}",
                        client.Held?.State.Position.ToString());
                    break;
                case "counter":
                    Assert.Equal((long)value!, client.Held?.State.Transition ?? 0);
                    break;
                case "complete":
                    Assert.Equal((bool)value!, client.Held?.IsComplete ?? false);
                    break;
                case "heal":
                    Assert.Equal((bool)value!, client.NeedsHeal);
                    break;
                case "skips":
                    Assert.Equal(value!.AsArray().Select(n => (long)n!), client.Skips);
                    break;
                case "raised":
                    StateJson.Same(value, new JsonArray([.. client.Raised.Select(StateJson.Of)]), field);
                    break;
                case "state":
                    StateJson.Same(value, StateJson.Of(client.Held!.State), field);
                    break;
                default:
                    Assert.Fail($"'{field}' is no expectation.");
                    break;
            }
        }
    }
}
