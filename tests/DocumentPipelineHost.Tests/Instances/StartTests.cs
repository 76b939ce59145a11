using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DocumentPipelineHost.Tests.Instances;

/// <summary>What is set and cannot be used is said in one line, and the host does not start.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Start_PostgresThatIsNotThere_EndsWithOneLine()
    {
        using var folder = new DataFolderOfTest();

        var line = await RefusedStart.LineAsync(
            folder, "--ConnectionStrings:Postgres",
            $"Host=127.0.0.1;Port={FreePorts.Next()};Database=documents;Username=me;Password=not-to-be-said");

        Assert.StartsWith("ConnectionStrings:Postgres names 127.0.0.1:", line, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", line, StringComparison.Ordinal);
        Assert.DoesNotContain("not-to-be-said", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no connection string", "cannot be understood")]
    [InlineData("Database=documents", "names no Host")]
    public async Task Start_PostgresThatIsNoConnectionString_EndsWithOneLine(string given, string expected)
    {
        using var folder = new DataFolderOfTest();

        Assert.Contains(
            expected, await RefusedStart.LineAsync(folder, "--ConnectionStrings:Postgres", given),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DatabaseThatDoesNotExist_EndsWithOneLine()
    {
        using var folder = new DataFolderOfTest();
        var missing = (await SharedPostgres.CreateDatabaseAsync()).Replace(
            "Database=test", "Database=no", StringComparison.Ordinal);

        Assert.Contains(
            "does not exist. Create it, or correct Database",
            await RefusedStart.LineAsync(folder, "--ConnectionStrings:Postgres", missing), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Rows.Postgres)]
    [InlineData(Rows.Shared)]
    public async Task Start_BesideAnInstanceWithoutRedis_EndsWithOneLine(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var first = await place.StartAsync();

        var line = await RefusedStart.LineAsync(place.Folder, place.Settings[..2]);

        Assert.StartsWith("Another instance (", line, StringComparison.Ordinal);
        Assert.Contains("Set ConnectionStrings:Redis for each instance", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TwoAtOnceOnAnEmptyDatabase_BothServe()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);

        var hosts = await Task.WhenAll(place.StartAsync(), place.StartAsync());

        foreach (var host in hosts)
        {
            using var client = host.As("user-1");
            Assert.Empty((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
            await host.DisposeAsync();
        }
    }

    /// <summary>An instance that goes on while a newer program changes the tables.</summary>
    [Fact]
    public async Task Stay_BesideANewerSchema_StopsTheInstance()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var host = await place.StartAsync();
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

        await host.Services.GetRequiredService<HostDatabase>().WriteAsync(
            static transaction => transaction.Connection!.Execute(
                "INSERT INTO schema_version (version) VALUES (999)", transaction: transaction),
            TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(() => stopping.IsCancellationRequested, "it stops", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Start_OnADataFolderInUse_IsRefusedUntilItsOwnerIsKilled()
    {
        using var folder = new DataFolderOfTest();
        await using var first = await ChildHost.StartAsync(folder);

        var line = await RefusedStart.LineAsync(folder);

        Assert.StartsWith($"Another process uses Data:Directory {folder.Path}", line, StringComparison.Ordinal);
        await first.KillAsync();
        await using var next = await ChildHost.StartAsync(folder);
        using var client = next.As("user-1");
        Assert.Empty((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("documents.db", "is damaged, or no database")]
    [InlineData("jobs.db", "is damaged, or no database. Move it away")]
    [InlineData("appsettings.json", "The configuration cannot be read")]
    public async Task Start_FileThatIsDamaged_EndsWithOneLine(string file, string expected)
    {
        using var folder = new DataFolderOfTest();
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, file), new string('x', 8192), TestContext.Current.CancellationToken);

        Assert.Contains(expected, await RefusedStart.LineAsync(folder), StringComparison.Ordinal);
    }

    /// <summary>A file stands where the folder would be: refused to the system's superuser too.</summary>
    [Fact]
    public async Task Start_DataFolderThatCannotBeWritten_EndsWithOneLine()
    {
        using var folder = new DataFolderOfTest();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, string.Empty, TestContext.Current.CancellationToken);

        Assert.StartsWith(
            $"Data:Directory {file} cannot be written", await RefusedStart.LineAsync(folder, "--Data:Directory", file),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DataFolderOnAReadOnlyDisk_EndsWithOneLine()
    {
        using var folder = new DataFolderOfTest();
        var place = Path.Combine(folder.Path, "disk");
        using var disk = SmallDisk.Mount(place, kib: 1024);
        disk.MakeReadOnly();

        var line = await RefusedStart.LineAsync(folder, "--Data:Directory", place);

        Assert.StartsWith(
            $"Data:Directory {place} cannot be written: Read-only file system", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnAPortThatIsTaken_EndsWithOneLine()
    {
        using var folder = new DataFolderOfTest();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();

        var line = await RefusedStart.LineAsync(
            folder, "--urls",
            $"http://{taken.LocalEndpoint}",
            "--Logging:LogLevel:Default", "Critical");

        Assert.Contains($"{taken.LocalEndpoint}: address already in use", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Upload:MaxBytes", "many", "Upload:MaxBytes")]
    [InlineData("--Upload:MaxBytes", "0", "MaxBytes")]
    [InlineData("--Pipeline:Workers", "some", "Pipeline:Workers")]
    [InlineData("--urls", "nonsense", "nonsense")]
    public async Task Start_SettingThatIsNone_EndsWithOneLine(string name, string value, string expected)
    {
        using var folder = new DataFolderOfTest();

        var line = await RefusedStart.LineAsync(folder, name, value, "--Logging:LogLevel:Default", "Critical");

        Assert.Contains(expected, line, StringComparison.Ordinal);
    }
}
