using System.Runtime.CompilerServices;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>A host that was stopped leaves nothing in its process: the tests start hundreds of them in one.</summary>
public sealed class StoppedHostTests
{
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Dispose_OfAHostThatWorked_LeavesNothingInMemory(Rows rows)
    {
        var services = await RunAsync(rows);

        await Eventually.HoldsAsync(
            () =>
            {
                GC.Collect();
                return !services.IsAlive;
            },
            "the host's services are collected");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunAsync(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        await work.Client.EndAsync(await work.Client.UploadAsync(Texts.English, "some.md", HostAtWork.All));
        return new WeakReference(work.Host.Services);
    }
}
