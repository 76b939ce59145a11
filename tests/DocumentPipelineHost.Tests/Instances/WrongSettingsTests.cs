using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Tests.Instances;

/// <summary>Whatever is set and cannot be used: the line names the key and its value.</summary>
public sealed class WrongSettingsTests
{
    private static readonly string[] Silent = ["--Logging:LogLevel:Default", "Critical"];

    /// <summary>As an operator meets them, each in a process of its own.</summary>
    [Theory]
    [InlineData(
        "Upload:MaxBytes '-1' is out of range|Batch:MaxFiles '0'", "--Upload:MaxBytes=-1", "--Batch:MaxFiles=0")]
    [InlineData("Pipeline:Workers '0' is out of range. Set a value from 1 to 256.", "--Pipeline:Workers=0")]
    [InlineData("Notifications:RetryDelays 'banana'", "--Notifications:RetryDelays=banana")]
    [InlineData("Kestrel:Certificates:Default:Path '/none.pfx'", "--Kestrel:Certificates:Default:Path=/none.pfx")]
    [InlineData("Logging:LogLevel:Default 'banana'", "--Logging:LogLevel:Default=banana")]
    [InlineData("Kestrel:Endpoints:A:Url 'banana'", "--Kestrel:Endpoints:A:Url=banana")]
    [InlineData("Data:Directory '' names no folder", "--Data:Directory=")]
    public async Task Start_SettingThatCannotBeUsed_EndsWithOneLineThatNamesKeyAndValue(
        string expected, params string[] settings)
    {
        using var folder = new DataFolderOfTest();

        var line = await RefusedStart.LineAsync(folder, [.. Silent, .. settings]);

        Assert.All(expected.Split('|'), part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Notifications:RetryDelays", "-00:00:05")]
    [InlineData("Notifications:RetryDelays", "00:00:05,00:00:00")]
    [InlineData("Notifications:RetryDelays", ",")]
    [InlineData("Notifications:RetryDelays", "")]
    [InlineData("Notifications:SmsGateway", "nota-url")]
    [InlineData("Notifications:SmsGateway", "ftp://sms.example.com/")]
    [InlineData("Notifications:SmsToken", "a\nb", false)]
    [InlineData("Notifications:AllowedNetworks", "10.1.2.3,foo", false)]
    [InlineData("Notifications:Interval", "00:00:00")]
    [InlineData("Smtp:From", "notanaddress")]
    [InlineData("Smtp:From", "")]
    [InlineData("Smtp:Host", "smtp://mail")]
    [InlineData("Smtp:CaFile", "/none.pem")]
    [InlineData("Smtp:Tls", "7")]
    [InlineData("Smtp:Port", "0")]
    [InlineData("Model:Timeout", "00:00:00")]
    [InlineData("Pipeline:RetryDelay", "-00:00:01")]
    [InlineData("Pipeline:Retries", "-1")]
    [InlineData("Proxies:Known", "foo")]
    [InlineData("Proxies:PathBase", "/a b?")]
    [InlineData("Proxies:PathBase", "//evil")]
    [InlineData("Proxies:PathBase", "/..")]
    [InlineData("Proxies:PathBase", "app")]
    [InlineData("Accounts:MaxFailures", "0")]
    [InlineData("RateLimit:WritesPerSecond", "NaN")]
    [InlineData("Upload:QuotaBytes", "0")]
    [InlineData("Upload:QuotaDocuments", "many")]
    [InlineData("Engine:MemoryLimit", "10")]
    [InlineData("Minio:Region", "")]
    [InlineData("DpaRealtime:HeartbeatInterval", "00:00:00")]
    [InlineData("DpaRealtime:AllowedOrigins:0", "notorigin", false)]
    public async Task Start_SettingThatCannotBeUsed_IsNamed(string key, string value, bool namesAll = true)
    {
        using var folder = new DataFolderOfTest();

        var line = await RefusalAsync(folder, $"--{key}={value}");

        var named = namesAll ? key : key[..key.IndexOf(':', StringComparison.Ordinal)];
        Assert.Contains(named, line, StringComparison.Ordinal);
        if (namesAll && value.Length > 0)
            Assert.Contains(value, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    /// <summary>Logs are read by many.</summary>
    [Theory]
    [InlineData("Notifications:SmsGateway", "sms.example.com/send?token=geheim7")]
    [InlineData("Notifications:SmsGateway", "user:geheim7@sms.example.com")]
    [InlineData("Oidc:Authority", "ftp://user:geheim7@login.example.com")]
    public async Task Start_AddressWithASecretInIt_IsNamedWithoutIt(string key, string value)
    {
        using var folder = new DataFolderOfTest();

        var line = await RefusalAsync(folder, $"--{key}={value}");

        Assert.Contains(key, line, StringComparison.Ordinal);
        Assert.Contains("example.com", line, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim7", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_FailureThatNamesAPasswordsValue_NamesTheOtherKeysOnly()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Kestrel:Certificates:Default:Path"] = "/certificates/host.pfx",
                    ["Kestrel:Certificates:Default:Password"] = "could not be read because of it",
                })
            .Build();
        var failure = new FileNotFoundException("/certificates/host.pfx could not be read because of it");

        var line = StartFailures.Describe(failure, configuration)!;

        Assert.Contains("Default:Path '/certificates/host.pfx'", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Default:Password", line, StringComparison.Ordinal);
    }

    /// <summary>JSON can set what no text is.</summary>
    [Fact]
    public async Task Start_SettingsThatAreNull_AreReportedOrLeftOut()
    {
        using var folder = new DataFolderOfTest();
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "appsettings.json"),
            """
            {
              "Accounts": { "Operators": null }, "Proxies": { "Known": null, "PathBase": null },
              "Notifications": { "AllowedNetworks": null, "RetryDelays": null }, "Smtp": { "From": null },
              "Oidc": { "Scope": null, "UserClaim": null }, "Minio": { "Bucket": null, "Region": null }
            }
            """, TestContext.Current.CancellationToken);

        var line = await RefusalAsync(folder);

        Assert.Contains("Notifications:RetryDelays '' is empty", line, StringComparison.Ordinal);
        Assert.Contains("Smtp:From '' is empty", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Notifications:RetryDelays=00:00:05, 1.00:00:00", "--Notifications:SmsGateway=http://sms:8080/send")]
    [InlineData("--Notifications:AllowedNetworks=10.1.2.3, 192.168.7.0/24,fd00::/8")]
    [InlineData("--Smtp:Host=mail_server", "--Smtp:From=Documents <documents@example.com>")]
    [InlineData("--Smtp:Host=127.0.0.1")]
    [InlineData("--Proxies:PathBase=/app/v1.2_x~y")]
    [InlineData("--Oidc:UserClaim=")]
    public async Task Start_SettingThatCanBeUsed_IsTaken(params string[] settings)
    {
        using var folder = new DataFolderOfTest();

        Assert.Null(await FindRefusalAsync(folder, settings));
    }

    [Fact]
    public void Describe_HttpsWithoutACertificate_NamesTheAddress()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("urls", "https://127.0.0.1:8220")])
            .Build();
        var thrown = new InvalidOperationException(
            "Unable to configure HTTPS endpoint. No server certificate was specified.\nTo generate one run …");

        var line = StartFailures.Describe(thrown, configuration);

        Assert.StartsWith(
            "The host cannot listen at urls 'https://127.0.0.1:8220' without a certificate. Set", line,
            StringComparison.Ordinal);
    }

    /// <summary>One defect among them, and the stack trace is wanted.</summary>
    [Fact]
    public void Describe_SeveralOfWhichOneIsADefect_IsNoLine()
    {
        var start = new StartException("Wrong.");

        Assert.Equal("Wrong.", StartFailures.Describe(new AggregateException(start, start)));
        Assert.Null(StartFailures.Describe(new AggregateException(start, new KeyNotFoundException())));
    }

    private static async Task<string> RefusalAsync(DataFolderOfTest folder, params string[] settings) =>
        await FindRefusalAsync(folder, settings) ?? throw new InvalidOperationException("It would start.");

    private static async Task<string?> FindRefusalAsync(DataFolderOfTest folder, params string[] settings)
    {
        try
        {
            await using var app = HostApplication.Create(
                [
                    "--urls", "http://127.0.0.1:0", "--contentRoot", folder.Path, "--Data:Directory", folder.Path,
                    .. Silent, .. settings,
                ]);
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            return null;
        }
        catch (Exception exception) when (StartFailures.Describe(exception) is { } line)
        {
            return line;
        }
    }
}
