using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime.Faults.Processes;

namespace DocumentPipelineHost.Tests.Instances;

/// <summary>A start of the host's process that is refused: exit code 1, and one line.</summary>
internal static class RefusedStart
{
    /// <summary>The only thing that is said besides the log's own heading.</summary>
    public static async Task<string> LineAsync(DataFolderOfTest folder, params string[] settings)
    {
        await using var process = ServerProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "DocumentPipelineHost.dll"), "--urls",
                "http://127.0.0.1:0",
                "--contentRoot", folder.Path, "--Data:Directory", folder.Path, .. settings,
            ],
            folder.Path);
        await process.WaitForEndAsync();
        Assert.Equal(1, process.ExitCode);
        var line = Assert.Single(process.Lines, static line => line.Length > 0);
        return line[(line.IndexOf("[0] ", StringComparison.Ordinal) + 4)..];
    }
}
