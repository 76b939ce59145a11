using System.Text.Json.Nodes;
using CsCheck;
using Dpa.Realtime.Oracle;

namespace Dpa.Realtime.Client.Tests.Merging;

/// <summary>
/// The client beside the oracle of the server's tests, which reads the protocol page in its own way: the frames of all
/// vectors in any order.
/// </summary>
public sealed class MergePropertyTests
{
    private static readonly VectorFile Steps = new("merge-steps.json");

    private static readonly JsonObject[] Frames =
    [
        .. Steps
            .Cases.SelectMany(c => c["steps"]!.AsArray())
            .Select(s => Steps.Complete(s!["frame"]!.AsObject()))
            .Where(IsOfOnePipeline),
        .. new VectorFile("merge.json")
            .Cases.SelectMany(c => c["frames"]!.AsArray())
            .Select(f => f!.AsObject())
            .Where(IsOfOnePipeline),
    ];

    [Fact]
    public void Apply_FramesInAnyOrder_AgreesWithTheReference()
    {
        var compared = 0;
        Gen.Select(Gen.Int[0, Frames.Length - 1], Gen.Bool)
            .Array[1, 20]
            .Sample(
                history =>
                {
                    var (client, reference) = (new MergedClient(), new ReferenceClient());
                    foreach (var (index, answersWithoutSince) in history)
                    {
                        var frame = Frames[index];
                        if (IsOfAThirdEpoch(client.Held, frame))
                            break;
                        reference.Asked();
                        if (!Takes(reference, (JsonObject)frame.DeepClone(), answersWithoutSince))
                            return;
                        client.Give(frame, answersWithoutSince);
                        Interlocked.Increment(ref compared);
                        Assert.Equal(reference.Position?.ToString(), client.Held?.State.Position.ToString());
                        Assert.Equal(reference.IsComplete, client.Held?.IsComplete ?? false);
                        Assert.Equal(reference.NeedsHeal, client.NeedsHeal);
                        if (client.Held is not { } held)
                            continue;
                        Assert.Equal(reference.Transitions.Counter, held.State.Transition);
                        Assert.Equal((double?)reference.State!["overall_progress"], held.State.OverallProgress);
                        Assert.Equal(
                            reference.State["stages"]!
                                .AsArray()
                                .Select(s => ((string?)s!["id"], (double?)s["progress"] ?? 0)),
                            held.State.Stages.Select(s => ((string?)s.Id, s.Progress)));
                    }

                    Assert.Equal(
                        reference.Transitions.Raised.Select(t => (long)t["transition"]!),
                        client.Raised.Select(t => t.Number));
                    Assert.Equal(reference.Transitions.Skips, client.Skips);
                },
                iter: 20_000);
        Assert.True(compared > 20_000, $"Only {compared} frames were compared.");
    }

    // From a frame on that no server sends after those before it, the page says nothing and the two may differ.
    private static bool Takes(ReferenceClient reference, JsonObject frame, bool answersWithoutSince)
    {
        try
        {
            reference.Apply(frame, answersWithoutSince);
            return true;
        }
        catch (BrokenPromiseException)
        {
            return false;
        }
    }

    // There a listed transition decides, and the client lists more of them than the page asks for: those that stage
    // updates brought. Only histories of several runs under the same numbers tell the difference.
    private static bool IsOfAThirdEpoch(Held? held, JsonObject f) =>
        held is not null
        && (string?)f["continues"] is { } continues
        && (string?)f["epoch"] != held.State.Position.Epoch
        && continues != held.State.Position.Epoch;

    // A frame that only the one reader calls readable would say something about the reader, not about the merge: the
    // vectors judge that.
    private static bool IsOfOnePipeline(JsonObject f) => FrameReading.IsReadable(f);
}
