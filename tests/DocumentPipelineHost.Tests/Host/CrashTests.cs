using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Host;

/// <inheritdoc/>
public sealed class CrashTests : CrashScenario
{
    [Theory]
    [InlineData("upload", 100)]
    [InlineData("parse", 1)]
    [InlineData("parse", 40)]
    [InlineData("parse", 90)]
    [InlineData("index", 1)]
    [InlineData("index", 50)]
    [InlineData("summary", 10)]
    [InlineData("summary", 100)]
    public Task Kill_InTheMiddleOfAStage_TheNextHostEndsItOnce(string stage, double progress) =>
        KillAsync(Rows.Sqlite, stage, progress);
}
