using DocumentPipelineHost.Tests.Host;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Tests.Storage;

public sealed class MinioOptionsTests
{
    [Theory]
    [InlineData("Minio:SecretKey", "", "Minio:SecretKey is missing.")]
    [InlineData("Minio:AccessKey", "", "Minio:AccessKey is missing.")]
    [InlineData("Minio:Endpoint", "", "Minio:Endpoint is missing.")]
    [InlineData("Minio:Endpoint", "http://minio:9000", "Leave out http://")]
    [InlineData("Minio:Endpoint", "minio:9000/path", "is not host or host:port")]
    [InlineData("Minio:Bucket", "Documents", "is no bucket name")]
    [InlineData("Minio:StallTimeout", "00:00:00", "StallTimeout")]
    [InlineData("Upload:MaxBytes", "5368709121", "Set at most 5368709120 with Minio")]
    public async Task Start_WrongSetting_IsRefusedWithASentence(string key, string value, string expected)
    {
        using var folder = new DataFolderOfTest();
        var settings = SharedSwift.Settings("127.0.0.1:9", (key, value));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestHost.StartAsync(folder, [.. settings.Select(static each => $"--{each.Key}={each.Value}")]));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("minio")]
    [InlineData("minio:9000")]
    [InlineData("s3.eu-west-1.amazonaws.com")]
    [InlineData("127.0.0.1:9000")]
    [InlineData("[::1]:9000")]
    public void Rules_AnEndpoint_AreKept(string endpoint)
    {
        var options = new Configuration.MinioOptions { Endpoint = endpoint, AccessKey = "a", SecretKey = "b" };

        Assert.True(
            new Configuration.MinioOptionsRules(
                Microsoft.Extensions.Options.Options.Create(new Configuration.UploadOptions()))
                .Validate(null, options)
                .Succeeded);
    }
}
