using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Tests.WebSockets;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>
/// While frames come thick and fast the way out changes from the server's stream to the socket: nothing may be lost,
/// doubled or torn.
/// </summary>
public sealed class SwitchTests
{
    private const int Reports = 3000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Frames_ThroughTheSwitch_ComeWholeAndInOrder(bool sendsDirectly)
    {
        await using var server = await RealtimeServer.StartAsync(o => o.SendsDirectly = sendsDirectly);
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Stages = [new("s")] }, TestContext.Current.CancellationToken);
        var stage = await run.StartStageAsync("s", TestContext.Current.CancellationToken);
        await using var client = await RawClient.ConnectAsync(server);
        await client.SendTextAsync("{\"type\":\"subscribe_pipeline\",\"pipeline_id\":\"p\"}");
        var probed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = ReadAsync(client, probed);

        // Through the greeting, the answer and the first pongs: reports without a pause, each with a text of another
        // length.
        for (var i = 1; i <= Reports; i++)
        {
            stage.Report(i, Reports, "steps", new string('进', i % 700));
            if (i % 10 == 0) await Task.Yield();
        }

        if (sendsDirectly)
            // or all might go out in one write
            await probed.Task.WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);
        await run.CompleteAsync(TestContext.Current.CancellationToken);
        var (versions, probes) = await reading;

        Assert.Equal(versions.Order().Distinct(), versions);
        if (sendsDirectly) Assert.InRange(probes, 1, 16);
        else Assert.Equal(0, probes);
    }

    [Fact]
    public async Task Frames_BehindTls_TakeTheStreamAndArrive()
    {
        using var key = ECDsa.Create();
        using var issued = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(issued.Export(X509ContentType.Pkcs12), null);
        await using var server = await RealtimeServer.StartAsync(certificate: certificate);
        await using var client = await WireClient.ConnectAsync(server, configure: o =>
            o.RemoteCertificateValidationCallback = (_, presented, _, _) =>
                presented?.GetCertHashString() == certificate.GetCertHashString());

        for (var i = 0; i < 50; i++)
        {
            await client.SendAsync(new { type = "ping", timestamp = i });
            Assert.Equal(i, (int?)(await client.ReceiveAsync("pong"))["timestamp"]);
        }
    }

    private static async Task<(List<long> Versions, int Probes)> ReadAsync(
        RawClient client, TaskCompletionSource probed)
    {
        var versions = new List<long>();
        var probes = 0;
        using var wait = new Wait("the end of the pipeline");
        while (await client.ReadFrameAsync(wait) is var (opcode, payload))
        {
            if (opcode == 9)
            {
                probes++;
                await client.SendAsync(ClientFrames.Frame(10, payload));
                probed.TrySetResult();
            }

            if (opcode != 1) continue;
            var frame = JsonNode.Parse(payload)!;
            if ((string?)frame["type"] is not ("pipeline_progress" or "progress" or "stage_update")) continue;
            versions.Add((long)frame["version"]!);
            if ((bool?)frame["completed"] == true) return (versions, probes);
        }

        throw wait.Ended("The server ended the line");
    }
}
