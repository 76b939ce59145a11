using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Extensions.Hosting;

namespace DocumentPipelineHost.Tests.Storage;

public sealed class WorkFilesTests
{
    [Fact]
    public async Task Sweep_BesideALivingProcess_TakesOnlyWhatTheDeadLeft()
    {
        using var temporary = new DataFolderOfTest();
        var folder = Folder(temporary);
        var dead = Directory.CreateDirectory(Path.Combine(folder.Incoming, "dead")).FullName;
        await File.WriteAllTextAsync(Path.Combine(dead, "half.part"), "half", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder.Incoming, "of-an-older-release.part"), "half", TestContext.Current.CancellationToken);
        using var living = new WorkFiles(folder);
        await using var receiving = living.Receive();
        using var starting = new WorkFiles(folder);

        starting.Sweep();

        Assert.Equal([receiving.Path], temporary.Files("incoming"));
        Assert.False(Directory.Exists(dead));
        await using var mine = starting.Receive(); // its own folder is there still
    }

    [Fact]
    public void Dispose_OfTheLast_LeavesNothing()
    {
        using var temporary = new DataFolderOfTest();
        var folder = Folder(temporary);

        new WorkFiles(folder).Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Incoming));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Locks));
    }

    private static DataFolder Folder(DataFolderOfTest folder) =>
        new(
            Microsoft.Extensions.Options.Options.Create(new DataOptions { Directory = folder.Path }), Microsoft
                .Extensions.Hosting.Host.CreateEmptyApplicationBuilder(
                    new HostApplicationBuilderSettings { ContentRootPath = folder.Path })
                .Environment);
}
