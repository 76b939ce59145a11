using System.Globalization;
using System.Net.Sockets;
using System.Text;

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
            await socket.ConnectAsync(host.Host.Address.Host, host.Host.Address.Port, TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync(HalfAnUpload(pipeline), TestContext.Current.CancellationToken);
            Assert.Equal("processing", (string?)(await client.UntilAsync(pipeline, "processing"))["status"]);
        }

        var state = await client.UntilAsync(pipeline, "failed");
        Assert.Equal("upload_aborted", (string?)state["error_info"]!["code"]);
        Assert.Empty((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        Assert.Empty(host.Folder.Files("incoming"));
        Assert.Empty(host.Folder.Files("originals"));

        // The page sends the file again under the same id.
        var again = await client.UploadAsync(Texts.English, "again.md", ("pipeline_id", pipeline), ("create_index", "true"));
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
            await socket.GetStream().WriteAsync(HalfAnUpload(pipeline), TestContext.Current.CancellationToken);
            await client.UntilAsync(pipeline, "processing");
            await killed.KillAsync();
        }

        await using var next = await ChildHost.StartAsync(folder);
        using var again = next.As(User);
        Assert.Equal("upload_aborted", (string?)(await again.UntilAsync(pipeline, "failed"))["error_info"]!["code"]);
        Assert.Empty(folder.Files("incoming"));
        Assert.Empty((await again.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }

    private static byte[] HalfAnUpload(string pipeline)
    {
        var body = $"--cut\r\nContent-Disposition: form-data; name=\"pipeline_id\"\r\n\r\n{pipeline}\r\n" +
            "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"half.txt\"\r\n\r\n" + new string('x', 200_000);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST /api/v2/documents/upload HTTP/1.1\r\nHost: localhost\r\nX-USER-ID: {User}\r\nContent-Type: multipart/form-data; boundary=cut\r\nContent-Length: 1000000\r\n\r\n");
        return Encoding.ASCII.GetBytes(head + body);
    }
}
