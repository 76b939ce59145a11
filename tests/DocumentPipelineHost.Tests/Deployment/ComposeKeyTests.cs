using System.Globalization;
using System.Reflection;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace DocumentPipelineHost.Tests.Deployment;

/// <summary>
/// Each key that compose.yaml gives the host is one that the host reads, and the services are those that it names.
/// </summary>
public sealed class ComposeKeyTests
{
    private static readonly string[] OfTheFramework = ["urls", "ASPNETCORE_ENVIRONMENT", "AllowedHosts"];

    [Fact]
    public async Task Environment_OfTheHostInComposeFile_IsBoundKeyByKey()
    {
        using var folder = new DataFolderOfTest();
        var values = Hosts()[0]
            .Environment.Where(static entry => !OfTheFramework.Contains(entry.Key))
            .ToDictionary(
                static entry => entry.Key.Replace("__", ":", StringComparison.Ordinal),
                entry => entry.Key == "Data__Directory" ? folder.Path : Other(entry.Value));
        await using var app = HostApplication.Create([
            .. values.Select(v => $"--{v.Key}={v.Value}"),
            "--environment=Development",
        ]);

        Assert.NotEmpty(values);
        foreach (var (key, value) in values)
        {
            var parts = key.Split(':');
            var type = typeof(DataOptions)
                .Assembly.GetTypes()
                .SingleOrDefault(t =>
                    (string?)t.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)
                    == parts[0]);
            var property = type?.GetProperty(parts[1]);
            Assert.True(property is not null, $"Nobody reads {key}.");
            var options = app.Services.GetRequiredService(typeof(IOptions<>).MakeGenericType(type!));
            var bound = property!.GetValue(options.GetType().GetProperty("Value")!.GetValue(options));
            Assert.Equal(value, Convert.ToString(bound, CultureInfo.InvariantCulture), ignoreCase: true);
        }
    }

    [Fact]
    public void Environment_OfTheHosts_IsProduction() =>
        Assert.Equal("Production", Hosts()[0].Environment["ASPNETCORE_ENVIRONMENT"]);

    [Fact]
    public void Services_OfThisRepository_AreAProxyAndTwoHostsOfOneMaking()
    {
        Assert.Equal(
            ["documents-1", "documents-2", "proxy"],
            ComposeFile.Read().Select(static service => service.Name).Order());
        Assert.Equal(Hosts()[0].Environment, Hosts()[1].Environment);
        Assert.True(
            new ConnectionOptions
            {
                Postgres = Hosts()[0].Environment["ConnectionStrings__Postgres"],
                Redis = Hosts()[0].Environment["ConnectionStrings__Redis"],
            }.IsShared);
    }

    [Fact]
    public void Environment_OfPostgresAndMinio_IsWhatTheHostsComeWith()
    {
        var host = Hosts()[0].Environment;
        var rows = new NpgsqlConnectionStringBuilder(host["ConnectionStrings__Postgres"]);
        var (postgres, minio) = (ComposeFile.EnvironmentOf("postgres"), ComposeFile.EnvironmentOf("minio"));

        Assert.Equal(
            ("postgres", postgres["POSTGRES_DB"], postgres["POSTGRES_USER"], postgres["POSTGRES_PASSWORD"]),
            (rows.Host, rows.Database, rows.Username, rows.Password));
        Assert.Equal(
            (minio["MINIO_ROOT_USER"], minio["MINIO_ROOT_PASSWORD"]),
            (host["Minio__AccessKey"], host["Minio__SecretKey"]));
    }

    private static List<ComposedService> Hosts() =>
        [.. ComposeFile.Read().Where(static service => service.Assembly == "DocumentPipelineHost")];

    /// <summary>Not the value that the file gives where another is as good: the file's may be the default.</summary>
    private static string Other(string value) =>
        bool.TryParse(value, out var flag) ? (!flag).ToString() : long.TryParse(value, out _) ? "17" : value;
}
