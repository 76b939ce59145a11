using DocumentEngine.Tests.Hostile;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>Every hostile file, sent to a host that has a good document to read at the same time.</summary>
public sealed class HostileFileTests(HostileHost hostile) : IClassFixture<HostileHost>
{
    private const long MostMiBOfAChild = 512;
    private const long MostMiBMoreOfTheHost = 64;

    public static TheoryData<string> Files => new(HostileFiles.Names);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Upload_HostileFile_FailsWithItsOwnErrorAndHarmsNobody(string name)
    {
        using var client = hostile.Host.As("stranger");
        using var neighbour = hostile.Host.As("neighbour");
        var bytes = HostileFiles.Bytes(name);
        var before = hostile.Processes.HostMiB();
        await using var peaks = hostile.Processes.Watch();

        var bad = await client.UploadAsync(
            bytes, name, ("create_index", "true"), ("generate_summary", "true"), ("deep_analysis", "true"));
        var good = await neighbour.UploadAsync(
            hostile.Another(), "good.md", ("create_index", "true"), ("generate_summary", "true"));
        var goodEnd = await neighbour.EndAsync(good);
        var badEnd = await client.EndAsync(bad);

        Assert.Equal("completed", (string?)goodEnd["status"]);
        var code = (string?)badEnd["error_info"]?["code"];
        Assert.True(
            HostileFiles.Codes(name).DefaultIfEmpty(null).Contains(code),
            $"{name} ended {badEnd["status"]} with {code}.");
        if (code is not null)
            Assert.False(string.IsNullOrWhiteSpace((string?)badEnd["error_info"]!["suggestion"]));
        Assert.InRange(peaks.Child, 1, MostMiBOfAChild);
        Assert.True(peaks.Host - before <= MostMiBMoreOfTheHost, $"The host grew from {before} to {peaks.Host} MiB.");
        TestContext.Current.SendDiagnosticMessage(
            $"{name}: {code ?? "read"}; host {before} -> {peaks.Host} MiB, process {peaks.Child} MiB");
    }
}
