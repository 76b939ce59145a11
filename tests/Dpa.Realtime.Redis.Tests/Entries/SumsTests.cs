using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Redis.Entries;

namespace Dpa.Realtime.Redis.Tests.Entries;

public sealed class SumsTests
{
    [Fact]
    public void Take_OfOneAmongManyChildren_ReadsThatOneAlone()
    {
        var one = new ChildContribution(new PipelinePosition("e", 1), PipelineStatus.Processing, 1, 10);
        var before = new RollUp((ChildTotals?)null);
        before.Take(null, one, wasCounted: false);
        var known = new OneByOne(new Dictionary<string, ChildContribution> { ["p"] = one });
        var parent = new Entry(PipelineMerge.Create(new PipelineStart("batch", "u"), "e", DateTimeOffset.UnixEpoch))
        {
            Children = SumsCodec.Decode(SumsCodec.Encode(before.Totals)),
        };

        var next = RollingUp
            .Decide(parent, known, [Child(version: 2, progress: 30)], null, 64, default)
            .Next!;
        var again = RollingUp.Decide(
            next, known,
            [Child(version: 1, progress: 40)], null, 64, default);

        Assert.Equal((1, 30.0, 2), (next.Children!.Named.Count, next.Children.Named.WeightedProgress, known.Reads));
        Assert.Null(again.Next); // an older one than is known
    }

    private static PipelineState Child(long version, double progress) => new()
    {
        Id = "p",
        Owner = "u",
        ParentId = "batch",
        Position = new PipelinePosition("e", version),
        Status = PipelineStatus.Processing,
        OverallProgress = progress,
    };

    /// <summary>What is known of 10,000 children is not to be walked for one change.</summary>
    private sealed class OneByOne(Dictionary<string, ChildContribution> children)
        : IReadOnlyDictionary<string, ChildContribution>
    {
        public int Reads { get; private set; }

        public IEnumerable<string> Keys => throw new InvalidOperationException("All children are walked.");

        public IEnumerable<ChildContribution> Values => throw new InvalidOperationException("All children are walked.");

        public int Count => throw new InvalidOperationException("All children are walked.");

        public ChildContribution this[string key] => children[key];

        public bool ContainsKey(string key) => children.ContainsKey(key);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out ChildContribution value)
        {
            Reads++;
            return children.TryGetValue(key, out value);
        }

        public IEnumerator<KeyValuePair<string, ChildContribution>> GetEnumerator() =>
            throw new InvalidOperationException("All children are walked.");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
