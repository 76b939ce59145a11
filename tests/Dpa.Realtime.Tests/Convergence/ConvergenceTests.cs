using System.Globalization;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>Whatever happens, every client ends at the truth, and no transition is lost or raised twice.</summary>
public sealed class ConvergenceTests
{
    private static readonly string[] MustBeSeen =
    [
        "converged", "publication lost", "frame lost", "publication repeated", "backplane away", "state lost",
        "state gone back", "commit conflicted", "answer lost", "publication delayed",
        "access changed", "transition raised", "healed", "continued epoch", "answer overtook", "answer missing",
    ];

    private const int MostWrong = 20; // of which a run names the seeds

    private static int Histories => Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 100_000 : 2_000;

    /// <summary>All of a run, or DPA_SEED: one seed, or a first and a last one (7-90).</summary>
    private static (int First, int Count) Seeds
    {
        get
        {
            if (Environment.GetEnvironmentVariable("DPA_SEED") is not { Length: > 0 } text) return (1, Histories);
            var ends = text.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
            return (ends[0], ends[^1] - ends[0] + 1);
        }
    }

    /// <summary>Histories that once ended wrong, each in its own way.</summary>
    [Theory]
    [InlineData(109)]
    [InlineData(491)]
    [InlineData(1041)]
    [InlineData(10706)]
    [InlineData(44511)]
    [InlineData(59565)]
    [InlineData(60368)]
    public void KnownHistory_FaultsOver_EveryClientHoldsTheBackplanesState(int seed)
    {
        using var world = new SimWorld(new SimOptions(seed, LosesFrames: false, HasStoreFaults: false));
        world.Run();
    }

    /// <summary>Histories over a store with all its faults that once ended wrong, each in its own way.</summary>
    [Theory]
    [InlineData(50871)] // the store went back to before an end, and no node restored the end
    public void KnownHistory_OverAStoreWithFaults_EveryClientHoldsTheBackplanesState(int seed)
    {
        using var world = new SimWorld(new SimOptions(seed));
        world.Run();
    }

    [Fact]
    public void RandomHistory_FaultsOver_EveryClientHoldsTheBackplanesState()
    {
        var (first, count) = Seeds;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var wrong = new SortedDictionary<int, Exception>();
        Parallel.For(first, first + count, (s, others) =>
        {
            using var world = new SimWorld(new SimOptions(s));
            Exception? failure = null;
            try
            {
                world.Run();
            }
            catch (Exception e)
            {
                failure = e;
            }

            lock (seen)
            {
                if (failure is not null) wrong.Add(s, failure);
                if (wrong.Count >= MostWrong) others.Stop();
                foreach (var (what, times) in world.Seen) seen[what] = seen.GetValueOrDefault(what) + times;
            }
        });

        Assert.True(
            wrong.Count == 0,
            $"Histories ended wrong (repeat one with DPA_SEED=n): {string.Join(", ", wrong.Keys)}; the first: "
                + $"{wrong.Values.FirstOrDefault()}");
        if (count < 100) return;
        Assert.All(MustBeSeen, what => Assert.True(seen.GetValueOrDefault(what) > 0, $"No history reached: {what}."));
    }
}
