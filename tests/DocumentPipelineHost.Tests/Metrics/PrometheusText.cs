using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.ClientInBrowser;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Metrics;

/// <summary>What a Prometheus text parser that others wrote reads from an answer.</summary>
internal sealed class PrometheusText
{
    private readonly JsonArray _families;

    private PrometheusText(JsonArray families) => _families = families;

    public IEnumerable<string> Names => _families.Select(static family => (string)family!["name"]!);

    public static async Task<PrometheusText> ParseAsync(string text)
    {
        NodeProcess.Require();
        var folder = typeof(PrometheusText)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static each => each.Key == "MetricsParser")
            .Value!;
        using var process = Process.Start(
            new ProcessStartInfo("node", [Path.Combine(folder, "parse.mjs")])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
        using var wait = new Wait("the parser's answer");
        var output = process.StandardOutput.ReadToEndAsync(wait.Token);
        var error = process.StandardError.ReadToEndAsync(wait.Token);
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        await process.WaitForExitAsync(wait.Token);
        Assert.True(process.ExitCode == 0, await error);
        return new PrometheusText(JsonNode.Parse(await output)!.AsArray());
    }

    public string TypeOf(string name) => (string)Family(name)["type"]!;

    /// <summary>The value of the sample with this label; 0 where there is none.</summary>
    public double Value(string name, string label, string value) =>
        Family(name)["metrics"]!
            .AsArray()
            .Where(metric => (string?)metric!["labels"]?[label] == value)
            .Sum(static metric =>
                double.Parse((string)(metric!["value"] ?? metric["count"])!, CultureInfo.InvariantCulture));

    private JsonNode Family(string name) => _families.Single(family => (string)family!["name"]! == name)!;
}
