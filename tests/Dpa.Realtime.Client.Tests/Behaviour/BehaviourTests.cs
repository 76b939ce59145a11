namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>The table against the real server.</summary>
public sealed class BehaviourTests(TypeScriptPackage package) : IClassFixture<TypeScriptPackage>
{
    private const int Seed = 20_260_131;

    public static TheoryData<string> Rows => [.. BehaviourTable.Rows.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public Task DotNet_AfterTheFault_HoldsTheServersStateAndToldEachTransitionOnce(string name) =>
        RunAsync(name, address => new DotNetClient(address));

    [Theory]
    [MemberData(nameof(Rows))]
    public Task TypeScript_AfterTheFault_HoldsTheServersStateAndToldEachTransitionOnce(string name)
    {
        package.Require();
        return RunAsync(name, address => new NodeClient(address, package.Index));
    }

    internal static async Task RunAsync(string name, Func<Uri, IDrivenClient> client)
    {
        var row = BehaviourTable.Rows.Single(r => r.Name == name);
        await using var world = await BehaviourWorld.StartAsync(client, Seed);
        await row.Fault(world);
        await world.SeenAsync("live");
        await world.Producer.WorkAsync(10);
        await world.SettledAsync();
        await world.Producer.CompleteAsync();
        await world.SettledAsync();

        var record = world.Client.Record;
        record.CheckTransitions((await world.StateAsync()).Transition);
        Assert.True(row.Skips == record.Skips > 0, $"{record.Skips} skips were reported.");
        Assert.Equal(row.Told, record.Error);
        if (row.Renewals is { } renewals) Assert.Equal(renewals, record.Renewals);
        var next = 0;
        foreach (var status in record.Statuses)
            if (next < row.Statuses.Length && status == row.Statuses[next]) next++;
        Assert.True(next == row.Statuses.Length, $"It went through {string.Join(' ', record.Statuses)}.");
    }
}
