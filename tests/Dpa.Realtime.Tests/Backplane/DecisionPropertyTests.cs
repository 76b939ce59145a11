using CsCheck;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>
/// Random commands to one pipeline, on a store that loses its entry and goes back. A failure prints its seed.
/// </summary>
public sealed class DecisionPropertyTests
{
    [Fact]
    public void Decide_RandomCommands_KeepTheInvariants() =>
        Gen.Select(ChangeGenerators.Start, DecisionCommand.Any.Array[1, 80]).Sample(
            (start, commands) =>
            {
                var world = new DecisionWorld(start);
                world.Run(commands[0] with { Kind = DecisionKind.Start });
                foreach (var command in commands) world.Run(command);
                Assert.True(world.Accepted > 0);
            },
            iter: 2000);
}
