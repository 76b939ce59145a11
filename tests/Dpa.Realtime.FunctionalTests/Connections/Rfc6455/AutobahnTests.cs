using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Connections.Rfc6455;

/// <summary>
/// The Autobahn test suite's fuzzing client against the library's transport, where that tool is installed. What always
/// runs is <see cref="CategoryTests"/>.
/// </summary>
[Collection(nameof(StalledReaderTests))]
public sealed class AutobahnTests
{
    private const int LargestMessage = 16 * 1024 * 1024;
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(9);

    /// <summary>Binary messages are refused with 1003 by the protocol; extensions are never negotiated.</summary>
    private static readonly string[] NotServed = ["1.2.*", "9.2.*", "9.4.*", "9.6.*", "9.8.*", "12.*", "13.*"];

    private static readonly string[] Good = ["OK", "NON-STRICT", "INFORMATIONAL"];

    /// <summary>
    /// After broken rules the server gives its peer 2 s to take the close and leave; the tool leaves after 1 s, and
    /// calls that the last.
    /// </summary>
    private static readonly string[] GoodClose = [.. Good, "FAILED BY CLIENT"];

    [Fact]
    public async Task FuzzingClient_NoCaseFails()
    {
        var tool = Tool();
        Assert.SkipWhen(
            tool is null,
            "The Autobahn test suite is not here: put its 'wstest' on the PATH (pip install autobahntestsuite), or "
                + "name the command in DPA_WSTEST."
        );
        var folder = Directory.CreateTempSubdirectory("dpa-autobahn-");
        try
        {
            await using var server = await EchoServer.StartAsync(LargestMessage);
            var spec = new JsonObject
            {
                ["outdir"] = folder.FullName,
                ["servers"] = new JsonArray(new JsonObject { ["agent"] = "dpa", ["url"] = server.Address.ToString() }),
                ["cases"] = new JsonArray("*"),
                ["exclude-cases"] = new JsonArray([.. NotServed.Select(c => JsonValue.Create(c))]),
                ["exclude-agent-cases"] = new JsonObject(),
            };
            var specFile = Path.Combine(folder.FullName, "spec.json");
            await File.WriteAllTextAsync(specFile, spec.ToJsonString(), TestContext.Current.CancellationToken);
            await RunAsync($"{tool} -m fuzzingclient -s {specFile}");

            var cases = JsonNode.Parse(
                await File.ReadAllTextAsync(
                    Path.Combine(folder.FullName, "index.json"), TestContext.Current.CancellationToken)
            )!["dpa"]!.AsObject();
            Assert.True(cases.Count > 200, $"Only {cases.Count} cases were run.");
            TestContext.Current.SendDiagnosticMessage(
                "Autobahn: {0}",
                string.Join(
                    ", ", cases
                        .CountBy(c => $"{c.Value!["behavior"]} / {c.Value["behaviorClose"]}")
                        .Select(c => $"{c.Value} {c.Key}")));
            Assert.Empty(
                cases
                    .Where(c =>
                        !Good.Contains((string)c.Value!["behavior"]!)
                        || !GoodClose.Contains((string)c.Value["behaviorClose"]!))
                    .Select(c => $"{c.Key}: {c.Value!["behavior"]}, {c.Value["behaviorClose"]}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Tool() =>
        Environment.GetEnvironmentVariable("DPA_WSTEST") is { Length: > 0 } named
            ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Select(p => Path.Combine(p, "wstest"))
                .FirstOrDefault(File.Exists);

    private static async Task RunAsync(string command)
    {
        using var process = ServerProcess.Run("/bin/sh", "-c", $"exec {command}");
        using var limit = new CancellationTokenSource(RunLimit);
        try
        {
            var (output, errors) = (
                process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"It ended with {process.ExitCode}: {await errors}{await output}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
