using System.Collections.Immutable;
using CsCheck;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Redis.Entries;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Tests.Entries;

/// <summary>What is written is read back equal, and nothing else is read at all.</summary>
public sealed class EntryCodecTests
{
    [Fact]
    public void Entry_Written_IsReadBackEqual() =>
        Samples.State.Sample(state =>
        {
            var entry = new Entry(state)
            {
                Producers = ProducerTable.Empty.SetItem(
                    "t",
                    new ProducerRecord(7, ApplyStatus.IllegalTransition, 3, 2, "why")
                ),
            };
            RedisValue[] times = ["r", "tag", "o", "1234", "l:t", "5678|node", "l:gone", "5678|node", "l:bad", "?"];
            var read = EntryReader.Read("p", [.. EntryWrites.Between(null, entry).Set, .. times])!;

            return Samples.Describe(read.State) == Samples.Describe(state)
                && read.Tag == "tag"
                && read.Entry.Producers["t"] == entry.Producers["t"]
                && read.Record.OrphanedAt == TimeSpan.FromMilliseconds(1234)
                && read.Record.Leases is [("t", "node", { TotalMilliseconds: 5678 })];
        });

    [Fact]
    public void Writes_FromAnyEntryToAnyOther_LeadToTheOther() =>
        Gen.Select(Samples.State, Samples.State)
            .Sample(
                (one, other) =>
                {
                    var (before, next) = (
                        new Entry(one),
                        new Entry(other).Admit("t", exclusive: true)
                    );
                    var fields = new Dictionary<RedisValue, RedisValue>();
                    foreach (var (from, to) in new (Entry?, Entry)[] { (null, before), (before, next) })
                    {
                        var writes = EntryWrites.Between(from, to);
                        foreach (var name in writes.Delete)
                            fields.Remove(name);
                        for (var i = 0; i < writes.Set.Count; i += 2)
                            fields[writes.Set[i]] = writes.Set[i + 1];
                    }

                    var read = EntryReader.Read("p", [.. fields.SelectMany(f => new[] { f.Key, f.Value })])!;
                    return Samples.Describe(read.State) == Samples.Describe(other)
                        && read.Entry.Producers.ContainsKey("t");
                }
            );

    /// <summary>As earlier versions wrote it: only what is completed is at 100.</summary>
    [Theory]
    [InlineData(PipelineStatus.Failed, 99.99)]
    [InlineData(PipelineStatus.Processing, 99.99)]
    [InlineData(PipelineStatus.Completed, 100)]
    public void Reader_AnEntryAt100_IsThereOnlyWhereItIsCompleted(PipelineStatus status, double shown)
    {
        var state = PipelineMerge.Create(new PipelineStart("p", "u"), "epoch", DateTimeOffset.UnixEpoch) with
        {
            Status = status,
            OverallProgress = 100,
        };
        var entry = new Entry(state);

        var read = EntryReader.Read("p", [.. EntryWrites.Between(null, entry).Set, "r", "tag"])!;

        Assert.Equal(shown, read.State.OverallProgress);
    }

    [Fact]
    public void Reader_AnyBytes_AnswersOrSaysThatTheyAreInvalid() =>
        Gen
            .Byte.Array[0, 60]
            .Sample(bytes =>
            {
                foreach (
                    var decode in new Action<byte[]>[]
                    {
                        b => DefinitionCodec.Decode(b, "p"),
                        b => StageCodec.Decode(b),
                        b => TransitionsCodec.Decode(b),
                        b => ProducerCodec.Decode(b),
                        b => SumsCodec.Decode(b),
                        b => SumsCodec.DecodeChild(b),
                    }
                )
                {
                    foreach (var given in new[] { bytes, [CodecFormat.Version, .. bytes] })
                    {
                        try
                        {
                            decode(given);
                        }
                        catch (InvalidDataException)
                        {
                            // Refused as a whole.
                        }
                    }
                }
            });
}
