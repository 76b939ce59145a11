using Dpa.Realtime.Client.Tests.Behaviour;

namespace Dpa.Realtime.Client.Tests.MixedVersions;

/// <summary>Both clients as they were when version 1 was settled: tests/Dpa.Realtime.KeptClient.</summary>
internal static class KeptClients
{
    private static readonly string Folder = AppContext.BaseDirectory.Replace(
        typeof(KeptClients).Assembly.GetName().Name!, "Dpa.Realtime.KeptClient", StringComparison.Ordinal);

    public static IDrivenClient DotNet(Uri address) =>
        new NodeClient(address, Path.Combine(Folder, "Dpa.Realtime.KeptClient"), []);

    public static IDrivenClient TypeScript(Uri address) =>
        new NodeClient(
            address, "node",
            [
                "--no-warnings", "--experimental-websocket", Path.Combine(Folder, "typescript", "driver.mjs"),
                Path.Combine(Folder, "typescript", "realtime.mjs"),
            ]);
}
