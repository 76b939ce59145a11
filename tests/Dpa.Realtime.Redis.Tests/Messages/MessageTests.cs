using System.Collections.Immutable;
using CsCheck;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Redis.Messages;
using Dpa.Realtime.Redis.Tests.Entries;

namespace Dpa.Realtime.Redis.Tests.Messages;

/// <summary>Messages between nodes.</summary>
public sealed class MessageTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public void Change_AppliedToWhatItWasMadeFrom_IsTheNextState() =>
        Gen.Select(Samples.State, Samples.State)
            .Sample(
                (before, other) =>
                {
                    // Within an epoch the definition stays, and stages are added, never taken away.
                    var next = before with
                    {
                        Position = before.Position with { Version = before.Position.Version + 1 },
                        Status = other.Status, Message = other.Message, OverallProgress = other.OverallProgress,
                        Fence = other.Fence, Question = other.Question, Answers = other.Answers,
                        Stages =
                        [
                            .. before.Stages.Select(
                                (s, i) => i % 2 == 0 ? s with { Progress = other.OverallProgress } : s),
                            .. other.Stages,
                        ],
                    };
                    var message = ChangeMessageCodec.Decode(
                        ChangeMessageCodec.Encode(
                            before, new AcceptedChange
                            {
                                State = next, Stage = "s", TraceParent = "t",
                            },
                            5));

                    return Samples.Describe(ChangeMessageCodec.Apply(before, message, "p")!) == Samples.Describe(next)
                        && message is { Stage: "s", TraceParent: "t", SentTimestamp: 5 };
                });

    [Fact]
    public void Change_OfANewEpoch_StandsForItself() =>
        Samples.State.Sample(state =>
        {
            var message = ChangeMessageCodec.Decode(
                ChangeMessageCodec.Encode(null, new AcceptedChange { State = state }, 0));
            return Samples.Describe(ChangeMessageCodec.Apply(null, message, "p")!) == Samples.Describe(state);
        });

    [Fact]
    public void Change_ThatDoesNotFollow_IsNotApplied() =>
        Samples.State.Sample(before =>
        {
            var next = before with { Position = before.Position with { Version = before.Position.Version + 1 } };
            var message = ChangeMessageCodec.Decode(
                ChangeMessageCodec.Encode(before, new AcceptedChange { State = next }, 0));
            return ChangeMessageCodec.Apply(null, message, "p") is null
                && ChangeMessageCodec.Apply(next, message, "p") is null;
        });

    [Fact]
    public void Change_TooLargeForAChannel_CarriesThePositionsAlone()
    {
        var state = new PipelineState
        {
            Id = "p", Owner = "o", Position = new("e", 1),
            Stages =
            [
                .. Enumerable
                    .Range(0, 200)
                    .Select(i => new StageState
                    {
                        Id = $"s{i}", StageId = $"p:s{i}", Name = new string('文', 100),
                    }),
            ],
        };
        var bytes = ChangeMessageCodec.Encode(null, new AcceptedChange { State = state }, 0);

        Assert.InRange(bytes.Length, 1, 100);
        Assert.Equal(
            (state.Position, null), (ChangeMessageCodec.Decode(bytes).After, ChangeMessageCodec.Decode(bytes).Head));
    }

    [Fact]
    public void Envelope_AlteredAnywhere_OnAnotherChannelOrUnderAnotherSecret_IsNotBelieved() =>
        Gen.Select(Gen.Byte.Array[0, 50], Gen.Int[0, 1000], Gen.Byte[1, 255])
            .Sample(
                (content, at, flip) =>
                {
                    var sealedBytes = Envelope.Seal(Secret, "channel", MessageKind.Change, "node", content);
                    Assert.Null(Envelope.TryOpen(Secret, "channel", sealedBytes, out var envelope));
                    Assert.Equal(content, envelope.Content.ToArray());
                    var altered = sealedBytes.ToArray();
                    altered[at % altered.Length] ^= flip;
                    Assert.NotNull(Envelope.TryOpen(Secret, "channel", altered, out _));
                    Assert.Equal("signature", Envelope.TryOpen(Secret, "another", sealedBytes, out _));
                    Assert.Equal("signature", Envelope.TryOpen([.. Secret.Reverse()], "channel", sealedBytes, out _));
                    Assert.Equal("malformed", Envelope.TryOpen(Secret, "channel", content.Take(17).ToArray(), out _));
                });

    [Fact]
    public void Decode_AnyBytes_AnswersOrSaysThatTheyAreInvalid() =>
        Gen.Select(Samples.State, Gen.Byte.Array[1, 200], Gen.Int[0, 5000], Gen.Byte)
            .Sample(
                (state, noise, at, value) =>
                {
                    var real = ChangeMessageCodec.Encode(null, new AcceptedChange { State = state }, 0);
                    real[at % real.Length] = value;
                    foreach (var bytes in new[] { noise, real, real[..(at % real.Length)] })
                    {
                        try
                        {
                            ChangeMessageCodec.Apply(state, ChangeMessageCodec.Decode(bytes), "p");
                        }
                        catch (InvalidDataException)
                        {
                            // Refused as a whole.
                        }
                    }
                });
}
