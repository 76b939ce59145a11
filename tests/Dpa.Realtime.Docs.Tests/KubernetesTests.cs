using System.Globalization;
using Microsoft.Extensions.Hosting;
using YamlDotNet.RepresentationModel;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>
/// What docs/proxies.md says of Kubernetes fits the library's own times and the addresses that the page maps. A cluster
/// is not there to be tested.
/// </summary>
public sealed class KubernetesTests
{
    private const string Page = "docs/proxies.md";

    private static readonly List<YamlNode> Documents = [.. Read()];

    [Fact]
    public void GracePeriod_HasRoomForThePauseTheDrainAndTheShutdown()
    {
        var pod = Documents[0]["spec"]["template"]["spec"];
        var pause = Number(pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]);
        var shutdown = new HostOptions().ShutdownTimeout;

        Assert.True(new DpaRealtimeOptions().DrainTime < shutdown);
        Assert.InRange(Number(pod["terminationGracePeriodSeconds"]), pause + (int)shutdown.TotalSeconds, 60);
        Assert.Contains(
            $"ShutdownTimeout = TimeSpan.FromSeconds({shutdown.TotalSeconds:0})", Pages.Text(Page),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("readinessProbe")]
    [InlineData("livenessProbe")]
    public void Probes_AskWhatThePageMaps(string probe)
    {
        var container = Documents[0]["spec"]["template"]["spec"]["containers"][0];
        var path = ((YamlScalarNode)container[probe]["httpGet"]["path"]).Value;

        Assert.Contains(
            Snippet.In(Page, "csharp"),
            s => s.Code.Contains($"MapHealthChecks(\"{path}\"", StringComparison.Ordinal));
    }

    /// <summary>The ingress waits as long as the tested nginx does.</summary>
    [Fact]
    public void Ingress_WaitsAsLongAsTheTestedNginx()
    {
        var annotations = Documents[2]["metadata"]["annotations"];
        var seconds = Number(annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"]);

        Assert.Contains(
            $"proxy_read_timeout {seconds}s;", Snippet.In(Page, "nginx").First().Code, StringComparison.Ordinal);
        Assert.Equal("None", ((YamlScalarNode)Documents[1]["spec"]["sessionAffinity"]).Value);
    }

    private static int Number(YamlNode node) =>
        int.Parse(((YamlScalarNode)node).Value!, CultureInfo.InvariantCulture);

    private static IEnumerable<YamlNode> Read()
    {
        using var text = new StringReader(Snippet.In(Page, "yaml").Single().Code);
        var stream = new YamlStream();
        stream.Load(text);
        return stream.Documents.Select(static each => each.RootNode);
    }
}
