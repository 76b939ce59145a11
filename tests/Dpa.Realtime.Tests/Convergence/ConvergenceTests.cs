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

    private static int Histories => Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 100_000 : 2_000;

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

    [Fact]
    public void RandomHistory_FaultsOver_EveryClientHoldsTheBackplanesState()
    {
        var first = int.TryParse(
            Environment.GetEnvironmentVariable("DPA_SEED"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var seed)
            ? seed
            : 1;
        var count = Environment.GetEnvironmentVariable("DPA_SEED") is null ? Histories : 1;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        Parallel.For(first, first + count, s =>
        {
            using var world = new SimWorld(new SimOptions(s));
            try
            {
                world.Run();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"History {s} (repeat it with DPA_SEED={s}): {e}");
            }

            lock (seen)
                foreach (var (what, times) in world.Seen) seen[what] = seen.GetValueOrDefault(what) + times;
        });

        if (count < 100) return;
        Assert.All(MustBeSeen, what => Assert.True(seen.GetValueOrDefault(what) > 0, $"No history reached: {what}."));
    }
}
