using System.Net.Sockets;

namespace DocumentPipelineHost.Tests.Host;

public abstract class AbortedUploadContract(SharedHost host)
{
    private const string User = "aborter";

    [Fact]
    public async Task Upload_BrokenOffInTheMiddle_LeavesNothingAndFailsItsPipeline()
    {
        var pipeline = Guid.NewGuid().ToString();
        using var client = host.Host.As(User);
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(
                host.Host.Address.Host, host.Host.Address.Port, TestContext.Current.CancellationToken);
            await socket
                .GetStream()
                .WriteAsync(BrokenUpload.Half(pipeline, User), TestContext.Current.CancellationToken);
            Assert.Equal("processing", (string?)(await client.UntilAsync(pipeline, "processing"))["status"]);
        }

        var state = await client.UntilAsync(pipeline, "failed");
        Assert.Equal("upload_aborted", (string?)state["error_info"]!["code"]);
        Assert.Empty((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        Assert.Empty(host.Folder.Files("incoming"));
        Assert.Empty(host.Folder.Files("originals"));

        // The page sends the file again under the same id.
        var again = await client.UploadAsync(
            Texts.English, "again.md", ("pipeline_id", pipeline), ("create_index", "true"));
        Assert.Equal("completed", (string?)(await client.EndAsync(again))["status"]);
    }

    [Fact]
    public async Task Upload_HostKilledInTheMiddle_IsFailedAfterTheRestart()
    {
        var pipeline = Guid.NewGuid().ToString();
        using var folder = new DataFolderOfTest();
        await using (var killed = await ChildHost.StartAsync(folder))
        {
            using var client = killed.As(User);
            using var socket = new TcpClient();
            await socket.ConnectAsync(killed.Address.Host, killed.Address.Port, TestContext.Current.CancellationToken);
            await socket
                .GetStream()
                .WriteAsync(BrokenUpload.Half(pipeline, User), TestContext.Current.CancellationToken);
            await client.UntilAsync(pipeline, "processing");
            await killed.KillAsync();
        }

        await using var next = await ChildHost.StartAsync(folder);
        using var again = next.As(User);
        Assert.Equal("upload_aborted", (string?)(await again.UntilAsync(pipeline, "failed"))["error_info"]!["code"]);
        Assert.Empty(folder.Files("incoming"));
        Assert.Empty((await again.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }
}
