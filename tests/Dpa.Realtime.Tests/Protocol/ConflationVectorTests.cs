using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.Tests.WebSockets;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>The log and its readers against <c>conflation.json</c>.</summary>
public sealed class ConflationVectorTests
{
    private const int TransitionsKept = 64;

    private static readonly JsonObject Begin = ProtocolFiles.Vectors("conflation.json")["begin"]!.AsObject();
    private static readonly Dictionary<string, JsonObject> Vectors = ProtocolFiles.Cases("conflation.json");

    public static TheoryData<string> Names => [.. Vectors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_Vector_HandsOverTheFrames(string name)
    {
        var vector = Vectors[name];
        var log = new PipelineLog("p");
        var state = First();
        log.Seed(state);
        foreach (var entry in Repeated(vector["log"]!.AsArray()))
        {
            var change = Next(state, entry);
            state = change.State;
            log.Append(change);
        }

        var position = vector["cursor"] is { } at ? Position(at) : First().Position;
        var cursor = new Cursor(position, (long)Begin["transition"]!, (double)Begin["overall"]!);
        var frames = new List<TextFrames>();
        log.Read(
            ref cursor, state.Position.Epoch,
            (string?)vector["detail"] == "pipeline" ? SubscriptionDetail.Pipeline : SubscriptionDetail.Stages, frames);

        Assert.Equal(
            vector["frames"]!.AsArray().Select(f => f!.ToJsonString()),
            frames.Parse().Select(f => Describe(f).ToJsonString()));
        Assert.Equal(state.Position, cursor.Position);
    }

    private static PipelineState First() =>
        new()
        {
            Id = "p", Owner = "user-1", Position = Position(Begin), Status = PipelineStatus.Processing,
            Transition = (long)Begin["transition"]!, OverallProgress = (double)Begin["overall"]!,
            Stages =
            [
                new StageState
                {
                    Id = "a", StageId = "p:a", Name = "a",
                },
                new StageState
                {
                    Id = "b", StageId = "p:b", Name = "b",
                },
            ],
            Transitions =
            [
                .. Enumerable.Range(1, (int)Begin["transition"]!).Select(n => new PipelineTransition { Number = n }),
            ],
        };

    private static AcceptedChange Next(PipelineState state, JsonNode entry)
    {
        var count = (int?)entry["transitions"] ?? 0;
        ImmutableArray<PipelineTransition> fresh =
        [
            .. Enumerable.Range(1, count).Select(n => new PipelineTransition { Number = state.Transition + n }),
        ];
        return new AcceptedChange
        {
            Stage = (string?)entry["stage"],
            Transitions = fresh,
            State = state with
            {
                Position = state.Position with { Version = state.Position.Version + 1 },
                Transition = state.Transition + count,
                Transitions = [.. state.Transitions.AddRange(fresh).TakeLast(TransitionsKept)],
                OverallProgress = (double?)entry["overall"] ?? state.OverallProgress,
            },
        };
    }

    private static PipelinePosition Position(JsonNode at) => new((string)at["epoch"]!, (long)at["version"]!);

    /// <summary>An entry, or [entry, how often].</summary>
    private static IEnumerable<JsonNode> Repeated(JsonArray log) =>
        log.SelectMany(e => e is JsonArray repeated ? Enumerable.Repeat(repeated[0]!, (int)repeated[1]!) : [e!]);

    private static JsonObject Describe(JsonObject frame)
    {
        var described = new JsonObject { ["type"] = (string)frame["type"]!, ["version"] = (long)frame["version"]! };
        if ((string)frame["type"]! == "stage_update" || frame.ContainsKey("stages")) return described;
        described["stages"] = false;
        described["transitions_from"] = (long)frame["transitions_from"]!;
        described["transitions"] = new JsonArray([
            .. frame["transitions"]!.AsArray().Select(t => JsonValue.Create((long)t!["transition"]!)),
        ]);
        return described;
    }
}
