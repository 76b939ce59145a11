using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Tus;

namespace DocumentPipelineHost.Tests.Duplicates;

/// <summary>"Keep both" while the folder that the copy is written to fails.</summary>
public sealed class KeepBothFailureTests
{
    private static readonly string[] FewRetries = ["--Pipeline:Retries", "2", "--Pipeline:RetryDelay", "00:00:00.01"];

    [Fact]
    public async Task WorkFolder_ThatIsThereAgain_LetsARetryKeepBoth()
    {
        var (fetched, folder) = (0, "");
        await using var work = await HostAtWork.StartAsync(
            Rows.Sqlite,
            Wrapped.Around<IOriginalStore>(inner => new FetchedOriginals(inner, () =>
            {
                if (++fetched == 2)
                    Directory.CreateDirectory(folder);
            })),
            FewRetries);
        var (place, client) = work;
        var (_, asked) = await client.TwiceAsync(Texts.English);
        folder = WorkFolder(place);
        fetched = 0;
        Directory.Delete(folder);

        await client.AcceptedAsync(asked.Pipeline(), Asking.Keep);

        Assert.Equal("completed", (await client.EndAsync(asked)).Status());
        Assert.Equal(
            (2, 2, 2), (fetched, await client.DocumentsAsync(), place.Folder.Files("originals").Count));
    }

    [Fact]
    public async Task WorkFolder_ThatStaysAway_FailsForGood()
    {
        var fetched = 0;
        await using var work = await HostAtWork.StartAsync(
            Rows.Sqlite, Wrapped.Around<IOriginalStore>(inner => new FetchedOriginals(inner, () => fetched++)),
            FewRetries);
        var (place, client) = work;
        var (_, asked) = await client.TwiceAsync(Texts.English);
        fetched = 0;
        Directory.Delete(WorkFolder(place));

        await client.AcceptedAsync(asked.Pipeline(), Asking.Keep);

        var error = (await client.UntilAsync(asked.Pipeline(), "failed"))["error_info"]!;
        Assert.Equal(("storage_unavailable", false), ((string?)error["code"], (bool)error["retryable"]!));
        Assert.Equal("Upload the file again in a moment.", (string?)error["suggestion"]);
        Assert.Equal((3, 1), (fetched, await client.DocumentsAsync()));
    }

    private static string WorkFolder(HostPlace place) =>
        Assert.Single(Directory.GetDirectories(Path.Combine(place.Folder.Path, "incoming")));
}
