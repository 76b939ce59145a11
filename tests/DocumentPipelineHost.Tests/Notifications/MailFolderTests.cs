using System.Net.Http.Json;
using DocumentPipelineHost.Notifications;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.People;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>
/// A developer without a mail server sees the e-mails as files; an operator's host refuses the channel.
/// </summary>
public sealed class MailFolderTests
{
    private static readonly object Settings = new { email = new { to = "anna@example.com" } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Email_InDevelopmentWithoutAServer_IsAFileAndLoggedOnce()
    {
        var log = new HeardLines();
        await using var work = await HostAtWork.StartAsync(
            Rows.Sqlite, services => services.AddSingleton<ILoggerProvider>(log),
            "--Notifications:Interval", "00:00:00.1", "--Logging:LogLevel:DocumentPipelineHost", "Information");
        var (place, client) = work;
        using var kept = await client.Http.PutAsJsonAsync("/api/v2/notifications", Settings, Cancellation);
        Assert.True(kept.IsSuccessStatusCode);
        Assert.Contains("email", (await client.GetAsync("/api/v2/notifications"))["channels"]!.ToJsonString(),
            StringComparison.Ordinal);

        foreach (var i in (int[])[1, 2])
            await client.EndAsync(
                await client.UploadAsync([.. Texts.BrokenPdf, (byte)i], $"{i}.pdf", ("create_index", "true")));
        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE status = 'delivered'") == 2, "both are delivered");

        var folder = Path.Combine(place.Folder.Path, "mails");
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        foreach (var file in Directory.GetFiles(folder, "*.eml"))
        {
            using var mail = await MimeMessage.LoadAsync(file, Cancellation);
            Assert.Equal("anna@example.com", mail.To.Mailboxes.Single().Address);
            Assert.Contains("failed", mail.Subject, StringComparison.Ordinal);
            Assert.Contains("failed", mail.TextBody, StringComparison.Ordinal);
        }

        Assert.Contains(folder, Assert.Single(log.Of(nameof(MailFolder))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_AgainAndAgain_KeepsTheNewest()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var mails = work.Host.Services.GetRequiredService<MailFolder>();
        using var message = new MimeMessage { Body = new TextPart("plain") { Text = "Hello" } };

        for (var i = 0; i < MailFolder.Most + 5; i++)
            await mails.WriteAsync($"msg_{i:000}", message, Cancellation);

        var names = Directory.GetFiles(Path.Combine(work.Place.Folder.Path, "mails")).Select(Path.GetFileName);
        Assert.Equal(
            Enumerable.Range(5, MailFolder.Most).Select(static i => $"msg_{i:000}.eml"),
            names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Email_InProductionWithoutAServer_IsRefused()
    {
        await using var production = await ProductionHost.StartAsync();
        using var anna = await production.SignedInAsync(ProductionHost.Anna);

        using var answer = await anna.Http.PutAsJsonAsync("/api/v2/notifications", Settings, Cancellation);

        Assert.Equal((400, "channel_unavailable"), await HostClient.ProblemAsync(answer));
    }
}
