using System.Net.Http.Json;
using System.Text;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using MimeKit;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>What a person reads in an e-mail: no JSON, their language, and a link to the document.</summary>
public sealed class EmailTextTests
{
    private const string BatchName = "<b>Tom & \"Jerry\"</b>";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "Open the document", "failed")]
    [InlineData("zh-CN", "打开文档", "失败")]
    public async Task Email_OfAFailedDocument_LinksToItInTheLanguageOfTheUpload(
        string language, string link, string status)
    {
        await using var mail = new SmtpReceiver();
        await using var work = await StartAsync(mail, "--Notifications:PageAddress=https://docs.example.com/my%20app");
        await SetAsync(work.Client);
        work.Client.Http.DefaultRequestHeaders.Add("Accept-Language", language);

        var upload = await work.Client.UploadAsync(Texts.BrokenPdf, "broken.pdf", ("create_index", "true"));
        var state = await work.Client.EndAsync(upload);
        var (message, plain, html) = await ReadAsync(mail);

        var address = $"https://docs.example.com/my%20app/#/documents/{upload["document_id"]}";
        Assert.Contains(status, message.Subject, StringComparison.Ordinal);
        Assert.Contains($"{link}: {address}", plain, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{address}\">{link}</a>", html, StringComparison.Ordinal);
        Assert.All((string[])[plain, html], text =>
        {
            Assert.Contains((string)state["error_info"]!["message"]!, text, StringComparison.Ordinal);
            Assert.DoesNotContain("{", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Email_OfABatch_EscapesItsNameAndWithoutAnAddressLinksNothing()
    {
        await using var mail = new SmtpReceiver();
        await using var work = await StartAsync(mail);
        await SetAsync(work.Client);

        var (_, batch) = await work.Client.CreateBatchAsync(
            BatchClient.Files(1), ("create_index", "true"), ("name", BatchName));
        await work.Client.EndBatchAsync(batch.Id());
        var (_, plain, html) = await ReadAsync(mail);

        Assert.Contains($"Batch: {BatchName}", plain, StringComparison.Ordinal);
        Assert.Contains("Batch: &lt;b&gt;Tom &amp; &quot;Jerry&quot;&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a ", html, StringComparison.Ordinal);
    }

    private static Task<HostAtWork> StartAsync(SmtpReceiver mail, params string[] more) => HostAtWork.StartAsync(
        Rows.Sqlite,
        [
            "--Notifications:Interval=00:00:00.1", "--Smtp:Host=127.0.0.1", $"--Smtp:Port={mail.Port}",
            "--Smtp:Secure=false", .. more,
        ]);

    private static async Task SetAsync(HostClient client)
    {
        using var answer = await client.Http.PutAsJsonAsync(
            "/api/v2/notifications", new { email = new { to = "anna@example.com" } }, Cancellation);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static async Task<(MimeMessage Message, string Plain, string Html)> ReadAsync(SmtpReceiver mail)
    {
        await Eventually.HoldsAsync(() => mail.Messages.Count == 1, "the e-mail arrives");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(mail.Messages[0]));
        var message = await MimeMessage.LoadAsync(stream, Cancellation);
        Assert.IsType<MultipartAlternative>(message.Body);
        return (message, message.TextBody!, message.HtmlBody!);
    }
}
