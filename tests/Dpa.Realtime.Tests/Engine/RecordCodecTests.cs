using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;

namespace Dpa.Realtime.Tests.Engine;

public sealed class RecordCodecTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void Record_EncodedAndDecoded_IsTheSame()
    {
        var record = Sample();

        var bytes = RecordCodec.Encode(record);
        var read = RecordCodec.Decode("p", bytes);

        Assert.Equal(bytes, RecordCodec.Encode(read));
        Assert.Equal(record.State.ToUtf8Json(), read.State.ToUtf8Json());
        Assert.Equal(record.State.Answers, read.State.Answers);
        Assert.Equal(record.State.Question, read.State.Question);
        Assert.Equal((record.State.Fence, record.OrphanedAt), (read.State.Fence, read.OrphanedAt));
        Assert.Equal(record.Leases, read.Leases);
        Assert.Equal(record.Entry.Producers.OrderBy(p => p.Key), read.Entry.Producers.OrderBy(p => p.Key));
        Assert.Equal(2, read.Entry.Children!.Named.Count);
    }

    [Fact]
    public void Record_CutAnywhere_IsRefusedAndNeverHalfTaken()
    {
        var bytes = RecordCodec.Encode(Sample());

        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => RecordCodec.Decode("p", bytes.AsSpan(0, length)));
    }

    private static PipelineRecord Sample()
    {
        var start = new PipelineStart("p", "user-1")
        {
            Stages = [new("a", weight: 2), new("b")],
            Name = "Ä name",
            Attributes = new Dictionary<string, string> { ["k"] = "v" },
        };
        var begun = PipelineMerge.Apply(
            PipelineMerge.Create(start, "e", Now),
            new PipelineChange
            {
                PipelineId = "p", ProducerToken = "t", Sequence = 1,
                Stages = [new StageChange { Id = "a", Status = PipelineStatus.Processing, Message = "…" }],
            },
            64,
            Now).State;
        var children = new ChildSums();
        children.Add(PipelineStatus.Processing, 3, 120, 2);
        var asks = new PipelineQuestion("q", "Which?")
        {
            Choices = ["one", "two"], Schema = "{}", ExpiresAt = Now, Stage = "a", AskedBy = "t",
        };
        var answer = new QuestionAnswer("p", "\"…\"")
        {
            AnsweredBy = "user-2", AnsweredAt = Now, Stage = "a", Request = "r",
        };
        return new PipelineRecord(new Entry(begun with { Fence = 7, Question = asks, Answers = [answer] })
        {
            Producers = ProducerTable.Empty
                .SetItem("t", new ProducerRecord(5, ApplyStatus.Applied, 1, 1, null))
                .SetItem("u", new ProducerRecord(1, ApplyStatus.IllegalTransition, 0, 0, "no")),
            Children = new ChildTotals(children, ChildSums.None),
        })
        {
            Leases = [new("t", "node-1", TimeSpan.FromSeconds(90))],
            OrphanedAt = TimeSpan.FromTicks(77),
        };
    }
}
