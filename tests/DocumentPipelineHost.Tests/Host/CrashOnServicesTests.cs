using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Host;

/// <inheritdoc/>
public sealed class CrashOnServicesTests : CrashScenario
{
    [Theory]
    [InlineData(Rows.Postgres, "parse", 40)]
    [InlineData(Rows.Postgres, "index", 50)]
    [InlineData(Rows.Shared, "upload", 100)]
    [InlineData(Rows.Shared, "parse", 40)]
    public Task Kill_InTheMiddleOfAStage_TheNextHostEndsItOnce(Rows rows, string stage, double progress) =>
        KillAsync(rows, stage, progress);
}
