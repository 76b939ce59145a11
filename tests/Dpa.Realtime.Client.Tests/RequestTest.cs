using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests;

/// <summary>A client and a server in memory.</summary>
public abstract class RequestTest
{
    private protected readonly FakeServer _server = new();

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected static string Token(DateTimeOffset end, DateTimeOffset? issued = null)
    {
        var iat = issued is { } at ? $"\"iat\":{at.ToUnixTimeSeconds()}," : "";
        var claims = $$"""{{{iat}}"exp":{{end.ToUnixTimeSeconds()}},"n":"??>"}""";
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(claims));
        return $"e30.{payload.TrimEnd('=').Replace('+', '-').Replace('/', '_')}.sig";
    }

    /// <summary>In a method of its own, so that nothing holds its tasks afterwards.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected async Task LeaveAsync(RealtimeClient client)
    {
        using var left = new CancellationTokenSource();
        var asking = client.ControlAsync("p", PipelineControls.Cancel, cancellationToken: left.Token);
        await UntilAsync(() => _server.Socket.SaidOf("control").Any());
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }
}
