using System.Collections.Immutable;

namespace Dpa.Realtime.Specification;

/// <summary>Attributes that change while the work goes on, and the result at its end.</summary>
public abstract class AttributeSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    private static readonly PipelineResult Report = new("/reports/7?page=1", "128 pages")
    {
        Attributes = ImmutableSortedDictionary<string, string>.Empty.Add("pages", "128"),
    };

    [Fact]
    public async Task Attributes_SetAndRemoved_EveryNodeSeesThem()
    {
        var (other, receiver) = AnotherNode();
        await other.SubscribeAsync("p", Ct);
        await StartedAsync(Start(new Dictionary<string, string> { ["x"] = "1" }));
        await ApplyAsync("p", Begin("a"));

        var set = await AcceptedAsync(TellAsync(("pages", "128"), ("x", null)));
        await ApplyAsync("p", At("a", 40)); // what comes after it keeps them

        Assert.Equal([("pages", "128")], Pairs(set));
        await receiver.UntilAsync(r => r.Changes.Exists(c => c.State.Stages is [{ Progress: 40 }]));
        Assert.Equal([("pages", "128")], Pairs(receiver.Changes.Last(c => c.State.Stages is [{ Progress: 40 }]).State));
        Assert.Equal([("pages", "128")], Pairs((await other.ReadAsync(["p"], Ct)).Single()));
        Assert.Null(receiver.Changes.Last(c => c.State.Position == set.Position).Stage); // the pipeline's own
    }

    [Fact]
    public async Task Attributes_AsTheyAre_ChangeNothing()
    {
        await StartedAsync(Start(new Dictionary<string, string> { ["x"] = "1" }));

        var again = await TellAsync(("x", "1"), ("y", null));

        Assert.Equal((ApplyStatus.Unchanged, 1L), (again.Status, again.State!.Position.Version));
    }

    [Fact]
    public async Task Attributes_TooManyWithThoseThatAreThere_AreRefusedAndNothingChanges()
    {
        var sixteen = Enumerable.Range(0, 16).ToDictionary(i => $"a{i}", i => "1");
        await StartedAsync(Start(sixteen));

        await RefusedAsync(ApplyStatus.TooLarge, "p", TellAsync(("more", "1")));
        await AcceptedAsync(TellAsync(("more", "1"), ("a0", null)));
    }

    [Fact]
    public async Task Result_ComesWithTheEnd_AndGoesWithTheNextAttempt()
    {
        var (other, receiver) = AnotherNode();
        await other.SubscribeAsync("p", Ct);
        await StartedAsync(Start("p", "a"));

        var ended = await AcceptedAsync(ApplyAsync(Change("p") with
        {
            Status = PipelineStatus.Completed, EndOpenStages = true, Result = Report,
        }));
        await receiver.UntilAsync(r => r.Changes.Exists(c => c.State.IsEnded));
        var seen = receiver.Changes.Last(c => c.State.IsEnded).State.Result;
        var next = await AcceptedAsync(MoveAsync("p", PipelineStatus.Processing, newAttempt: true));

        Assert.Equal(Report, ended.Result);
        Assert.Equal((Report.Uri, Report.Text), (seen?.Uri, seen?.Text));
        Assert.Equal(Report.Attributes.AsEnumerable(), seen!.Attributes);
        Assert.Null(next.Result);
        Assert.Null((await other.ReadAsync(["p"], Ct)).Single()!.Result);
    }

    [Fact]
    public async Task Restore_LostState_KeepsAttributesAndResult()
    {
        await StartedAsync(Start("elsewhere", "a"));
        await ApplyAsync("elsewhere", Begin("a"));
        await AcceptedAsync(TellAsync("elsewhere", ("pages", "128")));
        var held = await AcceptedAsync(ApplyAsync(Change("elsewhere") with
        {
            Status = PipelineStatus.Completed, EndOpenStages = true, Result = Report,
        }));

        var restored = await AcceptedAsync(Backplane.RestoreAsync(held with { Id = "p" }, Ct).AsTask());

        Assert.Equal([("pages", "128")], Pairs(restored));
        Assert.Equal(Report.Uri, (await ReadAsync("p"))!.Result?.Uri);
    }

    private static PipelineStart Start(IReadOnlyDictionary<string, string> attributes) =>
        new("p", Owner) { Stages = [new("a")], Attributes = attributes };

    private Task<ApplyResult> TellAsync(params (string Name, string? Value)[] attributes) => TellAsync("p", attributes);

    private Task<ApplyResult> TellAsync(string id, params (string Name, string? Value)[] attributes) =>
        ApplyAsync(Change(id) with
        {
            Attributes = attributes.ToImmutableSortedDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal),
        });

    private static IEnumerable<(string, string)> Pairs(PipelineState? state) =>
        state!.Attributes.Select(a => (a.Key, a.Value));
}
