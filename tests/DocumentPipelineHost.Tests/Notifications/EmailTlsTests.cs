using System.Net;
using System.Net.Http.Json;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>E-mail over TLS to a real listener, and no e-mail where the other side is not who it should be.</summary>
public sealed class EmailTlsTests
{
    private const string User = "user-1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SmtpTls.StartTls, "Auto")]
    [InlineData(SmtpTls.StartTls, "StartTls")]
    [InlineData(SmtpTls.Implicit, "Implicit")]
    public async Task Send_ServerOfAKnownAuthority_ArrivesOnceOverTls(SmtpTls served, string configured)
    {
        using var certificate = SmtpReceiver.CertificateOf(IPAddress.Loopback);
        await using var mail = new SmtpReceiver(served, certificate);
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var authority = Path.Combine(place.Folder.Path, "authority.pem");
        await File.WriteAllTextAsync(authority, certificate.ExportCertificatePem(), Cancellation);
        await using var host = await place.StartAsync(
            Settings(mail, "--Smtp:Tls", configured, "--Smtp:CaFile", authority));

        await NotifyAsync(host);
        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE status = 'delivered'") == 1, "it is delivered");

        var message = Assert.Single(mail.Messages);
        Assert.StartsWith("(over TLS)", message, StringComparison.Ordinal);
        Assert.Contains("To: anna@example.com", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SmtpTls.StartTls, "127.0.0.1", false)] // of nobody whom this machine trusts
    [InlineData(SmtpTls.Implicit, "127.0.0.1", false)]
    [InlineData(SmtpTls.StartTls, "127.0.0.2", true)] // of a known authority, for another server
    [InlineData(SmtpTls.Auto, "127.0.0.1", true)] // does not offer TLS
    public async Task Send_ServerThatIsNotTrusted_SendsNothingAndTriesAgain(SmtpTls served, string name, bool isKnown)
    {
        using var certificate = SmtpReceiver.CertificateOf(IPAddress.Parse(name));
        await using var mail = new SmtpReceiver(served, certificate);
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var authority = Path.Combine(place.Folder.Path, "authority.pem");
        await File.WriteAllTextAsync(authority, certificate.ExportCertificatePem(), Cancellation);
        string[] known = isKnown ? ["--Smtp:CaFile", authority] : [];
        await using var host = await place.StartAsync(
            Settings(mail, ["--Smtp:Tls", served == SmtpTls.Implicit ? "Implicit" : "StartTls", .. known]));

        await NotifyAsync(host);
        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE attempts >= 2 AND detail IS NOT NULL") == 1,
            "it is tried again");

        Assert.True(mail.Conversations >= 1);
        Assert.Empty(mail.Messages);
    }

    /// <summary>The file has the root; the server sends what is between, as servers do.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_ServerOfAnAuthorityBelowTheRoot_ArrivesWhereItsCertificateIsForServers(bool isForServers)
    {
        using var certificates = new IssuedCertificates(isForServers);
        await using var mail = new SmtpReceiver(SmtpTls.StartTls, certificates.Server)
        {
            Between = [certificates.Issuing],
        };
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var authority = Path.Combine(place.Folder.Path, "authority.pem");
        await File.WriteAllTextAsync(authority, certificates.Root.ExportCertificatePem(), Cancellation);
        await using var host = await place.StartAsync(
            Settings(mail, "--Smtp:Tls", "StartTls", "--Smtp:CaFile", authority));

        await NotifyAsync(host);
        var noted = isForServers ? "status = 'delivered'" : "attempts >= 2 AND detail IS NOT NULL";
        await Eventually.HoldsAsync(
            () => place.Count($"notification_deliveries WHERE {noted}") == 1, "it is delivered, or tried again");

        Assert.Equal(isForServers ? 1 : 0, mail.Messages.Count);
    }

    [Theory]
    [InlineData("Smtp:CaFile", "--Smtp:CaFile", "/nowhere/authority.pem")]
    [InlineData("Smtp:Tls", "--Smtp:Tls", "Implicit", "--Smtp:Secure", "false")]
    public async Task Settings_ThatCannotBe_EndTheStartWithWhatToSet(string key, params string[] settings)
    {
        using var folder = new DataFolderOfTest();

        var exception = await Record.ExceptionAsync(
            async () => await (await TestHost.StartAsync(folder, settings)).DisposeAsync());

        var refusal = Assert.IsType<Microsoft.Extensions.Options.OptionsValidationException>(exception);
        Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
    }

    private static string[] Settings(SmtpReceiver mail, params string[] more) =>
    [
        "--Notifications:Interval", "00:00:00.1", "--Notifications:RetryDelays", "00:00:00.1,00:00:00.2,00:00:00.3",
        "--Smtp:Host", "127.0.0.1", $"--Smtp:Port={mail.Port}", .. more,
    ];

    private static async Task NotifyAsync(TestHost host)
    {
        using var client = host.As(User);
        using var set = await client.Http.PutAsJsonAsync(
            "/api/v2/notifications",
            new { email = new { to = "anna@example.com" }, events = new[] { "completed" } },
            Cancellation);
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync(Cancellation));
        await client.EndAsync(
            await client.UploadAsync(Texts.Unique("Completed."), "good.txt", ("create_index", "true")));
    }
}
