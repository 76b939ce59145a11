using System.Collections.Immutable;
using CsCheck;
using Dpa.Realtime.Redis.Entries;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Tests.Entries;

/// <summary>What is written is read back equal, and nothing else is read at all.</summary>
public sealed class EntryCodecTests
{
    [Fact]
    public void Entry_Written_IsReadBackEqual() => Samples.State.Sample(state =>
    {
        var entry = new Entry
        {
            Tag = "tag",
            State = state,
            Producers = ImmutableDictionary<string, ProducerRecord>.Empty.Add("t", new ProducerRecord(7, ApplyStatus.IllegalTransition, 3, 2, "why")),
            Nodes = ImmutableDictionary<string, ProducerRecord>.Empty.Add("n", new ProducerRecord(9, ApplyStatus.Applied, 1, 1, null)),
        };
        var read = EntryReader.Read("p", [.. EntryWrites.Between(null, entry).Set, "r", "tag"])!;

        return Samples.Describe(read.State) == Samples.Describe(state) && read.Tag == "tag" && read.Producers["t"] == entry.Producers["t"] && read.Nodes["n"] == entry.Nodes["n"];
    });

    [Fact]
    public void Writes_FromAnyEntryToAnyOther_LeadToTheOther() => Gen.Select(Samples.State, Samples.State).Sample((one, other) =>
    {
        var (before, next) = (new Entry { Tag = "1", State = one }, new Entry { Tag = "2", State = other }.Admit("t", exclusive: true));
        var fields = new Dictionary<RedisValue, RedisValue>();
        foreach (var (from, to) in new[] { (null, before), (before, next) })
        {
            var writes = EntryWrites.Between(from, to);
            foreach (var name in writes.Delete) fields.Remove(name);
            for (var i = 0; i < writes.Set.Count; i += 2) fields[writes.Set[i]] = writes.Set[i + 1];
        }

        var read = EntryReader.Read("p", [.. fields.SelectMany(f => new[] { f.Key, f.Value })])!;
        return Samples.Describe(read.State) == Samples.Describe(other) && read.Producers.ContainsKey("t");
    });

    [Fact]
    public void Reader_AnyBytes_AnswersOrSaysThatTheyAreInvalid() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        foreach (var decode in new Action<byte[]>[] { b => DefinitionCodec.Decode(b, "p"), b => StageCodec.Decode(b), b => TransitionsCodec.Decode(b), b => ProducerRecord.Decode(b), b => SumsCodec.DecodeChild(b) })
        {
            foreach (var given in new[] { bytes, [EntryFields.Format, .. bytes] })
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
