using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.ChaosTests.Faults;

/// <summary>
/// What is removed after a test process that died: its own temporary folders, and nothing of a checkout.
/// </summary>
public sealed class OrphanGuardTests
{
    [Theory]
    [InlineData("dpa-redis-x1", true)]
    [InlineData("dpa-host-x1/node1", true)]
    [InlineData("other/dpa-redis-x1", false)]
    [InlineData("dpa-a:b", false)]
    [InlineData("../home/somebody/dpa-realtime/samples/Quickstart", false)]
    [InlineData("", false)]
    public void Temporary_IsWhatTheTestsMake(string folder, bool isTemporary) =>
        Assert.Equal(isTemporary, OrphanGuard.IsTemporary(Path.Combine(Path.GetTempPath(), folder)));
}
