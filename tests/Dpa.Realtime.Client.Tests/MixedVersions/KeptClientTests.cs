using Dpa.Realtime.Client.Tests.Behaviour;

namespace Dpa.Realtime.Client.Tests.MixedVersions;

/// <summary>The server of today against the clients that were kept: they go on through every transport.</summary>
public sealed class KeptClientTests(TypeScriptPackage package) : IClassFixture<TypeScriptPackage>
{
    private static readonly string[] Rows =
    [
        "TCP reset in the middle", "more transitions than are kept, while away", "drain",
        "5 failures, server-sent events, back to live", "5 failures, polling, back to live",
    ];

    public static TheoryData<string> Names => [.. Rows];

    [Theory]
    [MemberData(nameof(Names))]
    public Task DotNet_KeptFromVersionOne_HoldsTheServersStateAndToldEachTransitionOnce(string name) =>
        BehaviourTests.RunAsync(name, KeptClients.DotNet);

    [Theory]
    [MemberData(nameof(Names))]
    public Task TypeScript_KeptFromVersionOne_HoldsTheServersStateAndToldEachTransitionOnce(string name)
    {
        package.Require();
        return BehaviourTests.RunAsync(name, KeptClients.TypeScript);
    }
}
