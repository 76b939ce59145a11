using System.Text.Json.Nodes;
using Dpa.Realtime.Oracle;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>The reference client against <c>merge-steps.json</c> and <c>merge.json</c>.</summary>
public sealed class MergeVectorTests
{
    private static readonly JsonObject Base = ProtocolFiles.Vectors("merge-steps.json")["base"]!.AsObject();
    private static readonly Dictionary<string, JsonObject> Vectors = ProtocolFiles.Cases("merge-steps.json");

    private static readonly Dictionary<string, JsonObject> Ends = ProtocolFiles.Cases("merge.json");

    public static TheoryData<string> EndNames => [.. Ends.Keys];

    public static TheoryData<string> Names => [.. Vectors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_Vector_LeavesWhatItExpects(string name)
    {
        var client = new ReferenceClient { WantsStages = (string?)Vectors[name]["detail"] != "pipeline" };
        foreach (var step in Vectors[name]["steps"]!.AsArray())
        {
            client.Asked();
            Give(
                client, VectorFrames.Complete(Base, step!["frame"]!.AsObject()),
                (bool?)step["answers_without_since"] == true);
            Check(client, step["expect"]?.AsObject() ?? []);
        }
    }

    [Theory]
    [MemberData(nameof(EndNames))]
    public void Apply_VectorOfAnEnd_EndsThere(string name)
    {
        var client = new ReferenceClient();
        foreach (var frame in Ends[name]["frames"]!.AsArray())
        {
            client.Asked();
            client.Apply(frame!.AsObject(), (bool?)Ends[name]["answers_without_since"] == true);
        }

        var expect = Ends[name]["expect"]!;
        Assert.Equal((string?)expect["position"], client.Position?.ToString());
        Assert.Equal(
            expect["raised"]!.AsArray().Select(n => (long)n!),
            client.Transitions.Raised.Select(t => (long)t["transition"]!));
        Assert.Equal((long)expect["skipped"]!, client.Transitions.Skipped);
        Assert.Equal((bool)expect["heal"]!, client.NeedsHeal);
        foreach (var field in new[] { "status", "overall_progress" })
            VectorFrames.Same(expect[field], client.State?[field], field);
        var stages = client
            .State?["stages"]!.AsArray()
            .Select(s =>
                KeyValuePair.Create(
                    (string)s!["id"]!, (JsonNode?)
                        new JsonArray(s["status"]!.DeepClone(), s["progress"]!.DeepClone(), s["attempt"]!.DeepClone()))
            );
        VectorFrames.Same(expect["stages"], stages is null ? null : new JsonObject(stages), "stages");
    }

    private static void Give(ReferenceClient client, JsonObject frame, bool answersWithoutSince)
    {
        client.Apply(frame, answersWithoutSince);
        if (frame["marks"] is not { } marks) return;
        Assert.True(PipelinePosition.TryParse((string?)marks["p"], out var sent));
        client.Compare(sent);
    }

    private static void Check(ReferenceClient client, JsonObject expect)
    {
        foreach (var (field, value) in expect)
        {
            switch (field)
            {
                case "position":
                    VectorFrames.Same(
                        value, client.Position is { } p
                            ? new JsonObject { ["epoch"] = p.Epoch, ["version"] = p.Version }
                            : null,
                        field);
                    break;
                case "counter":
                    Assert.Equal((long)value!, client.Transitions.Counter);
                    break;
                case "complete":
                    Assert.Equal((bool)value!, client.IsComplete);
                    break;
                case "heal":
                    Assert.Equal((bool)value!, client.NeedsHeal);
                    break;
                case "skips":
                    Assert.Equal(value!.AsArray().Select(n => (long)n!), client.Transitions.Skips);
                    break;
                case "raised":
                    VectorFrames.Same(
                        value,
                        new JsonArray([.. client.Transitions.Raised.Select(t => t.DeepClone())]),
                        field);
                    break;
                case "state":
                    VectorFrames.Same(value, client.State, field);
                    break;
                default:
                    Assert.Fail($"'{field}' is no expectation.");
                    break;
            }
        }
    }
}
