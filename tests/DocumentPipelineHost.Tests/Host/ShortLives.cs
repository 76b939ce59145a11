using System.Runtime.CompilerServices;
using DocumentPipelineHost.Tests.MixedBatch;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>
/// Hosts and parsing processes of most tests live for seconds. What the runtime counts in their code, to compile it
/// better for a long life, would cost them more than it gives. <c>DOTNET_TieredPGO=1</c> has it counted, as have real
/// documents, which are measured.
/// </summary>
internal static class ShortLives
{
    private const string Counting = "DOTNET_TieredPGO";

    [ModuleInitializer]
    internal static void CountNothing()
    {
        if (MixedDocuments.Folder is null && Environment.GetEnvironmentVariable(Counting) is null)
            Environment.SetEnvironmentVariable(Counting, "0");
    }
}
