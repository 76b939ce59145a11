using Dpa.Realtime.Client.Tests.Behaviour;

namespace Dpa.Realtime.Client.Tests.FaultWalk;

/// <summary>
/// Both clients, and one that saves data, on one line on which everything goes wrong that can, in an order by a seed:
/// each fault once, and more often until 2,000 transitions were told to each, 50,000 with DPA_LONG=1.
/// </summary>
public sealed class FaultWalkTests(TypeScriptPackage package, ITestOutputHelper output)
    : IClassFixture<TypeScriptPackage>
{
    private static readonly int Least = Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 50_000 : 2_000;

    private static readonly int Seed =
        int.TryParse(Environment.GetEnvironmentVariable("DPA_SEED"), out var seed) ? seed : 20_261_201;

    [Fact]
    public async Task Clients_ThroughEveryFault_HoldTheServersStateAndAreToldOfEachTransitionOnce()
    {
        package.Require();
        await using var walk = await Walk.StartAsync(
            [
                address => new DotNetClient(address),
                address => new NodeClient(address, package.Index),
                address => new NodeClient(address, package.Index) { SavesData = true },
            ],
            Seed);
        Assert.InRange(WalkFaults.All.Length, 18, int.MaxValue);
        var steps = 0;
        while (steps == 0 || walk.Accepted < Least)
        {
            foreach (var fault in Shuffled(walk.Random))
            {
                await walk.StepAsync(fault, chunksAfter: Least > 10_000 ? 8 : 1);
                steps++;
            }
        }

        output.WriteLine(
            $"Seed {Seed}: {steps} faults of {WalkFaults.All.Length} kinds, {walk.Accepted} transitions, each told once to "
                + string.Join(" and ", walk.Clients.Select(c => c.GetType().Name)));
    }

    private static WalkFault[] Shuffled(Random random)
    {
        WalkFault[] faults = [.. WalkFaults.All];
        random.Shuffle(faults);
        return faults;
    }
}
