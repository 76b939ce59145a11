using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Entries;

namespace Dpa.Realtime.Redis.Tests.Entries;

public sealed class SumsTests
{
    [Fact]
    public void Take_OfOneAmongManyChildren_ReadsThatOneAlone()
    {
        var one = new ChildContribution(new PipelinePosition("e", 1), PipelineStatus.Processing, 1, 10);
        var before = new RollUp();
        before.Take("p", one, wasCounted: false);
        var known = new OneByOne(new Dictionary<string, ChildContribution> { ["p"] = one });

        var sums = SumsCodec.Decode(SumsCodec.Encode(before), known);
        Assert.True(sums.Take("p", one with { Position = new PipelinePosition("e", 2), Progress = 30 }, wasCounted: true));
        Assert.False(sums.Take("p", one with { Position = new PipelinePosition("e", 2), Progress = 40 }, wasCounted: true));

        Assert.Equal((1, 30.0, 1), (sums.Count, sums.Named.WeightedProgress, known.Reads)); // the second time its own word is newer
    }

    /// <summary>What is known of 10,000 children is not to be walked for one change.</summary>
    private sealed class OneByOne(Dictionary<string, ChildContribution> children) : IReadOnlyDictionary<string, ChildContribution>
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

        public IEnumerator<KeyValuePair<string, ChildContribution>> GetEnumerator() => throw new InvalidOperationException("All children are walked.");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
