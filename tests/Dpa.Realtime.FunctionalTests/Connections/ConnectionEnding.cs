using Dpa.Realtime.Connections;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Tests.WebSockets;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>The ways in which a connection ends whose client has not read its answers.</summary>
internal static class ConnectionEnding
{
    private static readonly byte[] CloseFrame = ClientFrames.Frame(8, [0x03, 0xE8]);

    public static IReadOnlyDictionary<string, Func<RawClient, Connection, Task>> Ways { get; } =
        new Dictionary<string, Func<RawClient, Connection, Task>>
        {
            ["the client resets"] = (client, _) => Done(client.Reset),
            ["the client closes its socket"] = (client, _) => client.DisposeAsync().AsTask(),
            ["the client finishes sending and reads nothing"] = (client, _) => Done(client.FinishSending),
            ["the client sends a close frame and reads nothing"] = (client, _) => client.SendAsync(CloseFrame),
            ["the client sends a frame that is wrong"] = (client, _) => client.SendAsync([0x81, 0x01, 0x41]),
            ["the client begins a message and never ends it"] = (client, _) =>
                client.SendAsync(ClientFrames.Frame(1, "{}"u8.ToArray())[..4]),
            ["the client does nothing"] = (_, _) => Task.CompletedTask,
            ["the client reads no ping"] = (_, connection) => Done(connection.Ping),
            ["the identity ends"] = (_, connection) => Done(() => EndIdentity(connection)),
            ["the server closes"] = (_, connection) =>
                Done(() => connection.Close(CloseCode.InternalError, "an error")),
        };

    private static void EndIdentity(Connection connection)
    {
        var now = DateTimeOffset.UtcNow;
        connection.Renew(now.AddHours(-1));
        connection.CheckIdentity(now);
    }

    private static Task Done(Action end)
    {
        end();
        return Task.CompletedTask;
    }
}
