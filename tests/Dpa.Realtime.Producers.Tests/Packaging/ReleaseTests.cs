using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.Producers.Tests.Packaging;

/// <summary>
/// What eng/release.sh packs, as somebody else gets it: from a folder, with a packages folder of their own.
/// </summary>
public sealed class ReleaseTests : IDisposable
{
    private const string Version = "0.0.1-packed";

    private readonly string _folder = Directory.CreateTempSubdirectory("dpa-release").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Packages_OfTheRelease_MakeAFreshAppAndATemplateThatRun()
    {
        await NeedAsync();
        var feed = Path.Combine(_folder, "feed");
        var packed = await Command.RunAsync(Repository.Root, "eng/release.sh", Version, feed);
        Assert.Contains("13 packages, 10 with symbols, 10 bills of materials", packed, StringComparison.Ordinal);

        await NpmPackageAsync(feed);
        await FreshAppAsync(feed);
        await TemplateAsync(feed);
        await StoreAsync(feed);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Release_IntoAFolderThatItDidNotMake_RemovesNothing()
    {
        var kept = Path.Combine(_folder, "kept.txt");
        await File.WriteAllTextAsync(kept, "mine", Ct);

        var refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            Command.RunAsync(Repository.Root, "eng/release.sh", Version, _folder));

        Assert.Contains("is not empty and not made by this script", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(kept));
    }

    /// <summary>
    /// What the release and a fresh application need of this machine; without it the test is skipped, or fails under
    /// <c>DPA_REQUIRE_SERVICES=1</c>.
    /// </summary>
    private static async Task NeedAsync()
    {
        Requirements.Need("unzip", "unzip");
        Requirements.Need("npm", "npm");
        var sources = await Command.RunAsync(Repository.Root, "dotnet", "nuget", "list", "source", "--format", "short");
        var feeds = sources.Split('\n', ' ').Where(static s => s.StartsWith("http", StringComparison.Ordinal)).ToList();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        foreach (var address in feeds)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(address.Trim()), Ct);
                return; // whatever it says: it is there
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // The next one may answer.
            }
        }

        Requirements.SkipOrFail("No package feed answers.");
    }

    /// <summary>The browser's package has the release's version too, and the tree keeps its own.</summary>
    private static async Task NpmPackageAsync(string feed)
    {
        var file = Path.Combine(feed, $"dpa-realtime-{Version}.tgz");
        var packed = JsonNode.Parse(await Command.RunAsync(feed, "tar", "-xzOf", file, "package/package.json"))!;
        var tree = Path.Combine(Repository.Root, "src/Dpa.Realtime.Client.TypeScript/package.json");

        Assert.Equal(Version, (string?)packed["version"]);
        Assert.NotEqual(Version, (string?)JsonNode.Parse(await File.ReadAllTextAsync(tree, Ct))!["version"]);
        var sums = await File.ReadAllTextAsync(Path.Combine(feed, "SHA256SUMS"), Ct);
        Assert.Contains($"  {Path.GetFileName(file)}\n", sums, StringComparison.Ordinal);
    }

    /// <summary>A new web project with every package, whose test host runs a job to its end.</summary>
    private async Task FreshAppAsync(string feed)
    {
        var app = Path.Combine(_folder, "app");
        Directory.CreateDirectory(app);
        await File.WriteAllTextAsync(Path.Combine(app, "app.csproj"), Project, Ct);
        await File.WriteAllTextAsync(Path.Combine(app, "Program.cs"), Program, Ct);
        await Command.RunAsync(app, "dotnet", "build", "-o", "out", $"-p:RestoreAdditionalProjectSources={feed}");

        Assert.Contains(
            "Completed by 4 transports", await Command.RunAsync(app, "dotnet", "out/app.dll"), StringComparison.Ordinal
        );

        // The first thing that a reader of the package's page copies is a program as it stands.
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src/Dpa.Realtime/README.md"), Ct);
        var start = readme.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        var end = readme.IndexOf("```", start, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(app, "Program.cs"), readme[start..end], Ct);
        await Command.RunAsync(app, "dotnet", "build", "-o", "out", $"-p:RestoreAdditionalProjectSources={feed}");
    }

    /// <summary>The template, installed, made, built and run: a posted job ends.</summary>
    private async Task TemplateAsync(string feed)
    {
        var hive = Path.Combine(_folder, "hive");
        var app = Path.Combine(_folder, "MyApp");
        await Command.RunAsync(
            _folder, "dotnet", "new", "install", Path.Combine(feed, $"Dpa.Realtime.Templates.{Version}.nupkg"),
            "--debug:custom-hive", hive);
        await Command.RunAsync(_folder, "dotnet", "new", "dpa-realtime", "-o", app, "--debug:custom-hive", hive);
        await Command.RunAsync(
            app, "dotnet", "build", "-o", "out", $"-p:RestoreAdditionalProjectSources={feed}",
            $"-p:RestorePackagesPath={_folder}/packages", "-p:TreatWarningsAsErrors=true");

        await using var server = await WebProcess.StartAsync("out/MyApp.dll", app);
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        Assert.Contains("page.js", await http.GetStringAsync("", Ct), StringComparison.Ordinal);
        using var posted = await http.PostAsync("jobs", null, Ct);
        var id = (string)(await posted.Content.ReadFromJsonAsync<JsonObject>(Ct))!["pipeline_id"]!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        JsonObject? state = null;
        while ((string?)state?["status"] != "completed")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"api/v1/pipelines/{id}/progress?wait=25");
            if (state is not null)
                request.Headers.TryAddWithoutValidation("If-None-Match", $"\"{state["epoch"]}:{state["version"]}\"");
            using var answer = await http.SendAsync(request, limit.Token);
            if (answer.IsSuccessStatusCode) state = await answer.Content.ReadFromJsonAsync<JsonObject>(limit.Token);
        }
    }

    /// <summary>A store of somebody else's, put to the packed suite; it has the public surface only.</summary>
    private async Task StoreAsync(string feed)
    {
        var store = Path.Combine(_folder, "store");
        Directory.CreateDirectory(store);
        foreach (
            var file in Directory.EnumerateFiles(
                Path.Combine(Repository.Root, "tests/Dpa.Realtime.SqliteStore.Tests"), "*.cs"))
            File.Copy(file, Path.Combine(store, Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(store, "store.csproj"), StoreProject, Ct);
        await Command.RunAsync(store, "dotnet", "build", "-o", "out", $"-p:RestoreAdditionalProjectSources={feed}");

        var said = await Command.RunAsync(store, "dotnet", "out/store.dll", "-noColor", "-parallel", "none");

        Assert.Matches("Total: 1[0-9]{2}, Errors: 0, Failed: 0, Skipped: 0", said);
    }

    private static string StoreProject { get; } = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <RestorePackagesPath>../packages</RestorePackagesPath>
          </PropertyGroup>
          <ItemGroup>
            <FrameworkReference Include="Microsoft.AspNetCore.App" />
            <PackageReference Include="Dpa.Realtime.Specification" Version="{Version}" />
            <PackageReference Include="Microsoft.Data.Sqlite" Version="{PackageVersions.Of("Microsoft.Data.Sqlite")}" />
            <PackageReference Include="xunit.v3" Version="{PackageVersions.Of("xunit.v3")}" />
            <Using Include="Xunit" />
          </ItemGroup>
        </Project>
        """;

    private const string Project = $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <RestorePackagesPath>../packages</RestorePackagesPath>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Dpa.Realtime.Redis" Version="{Version}" />
            <PackageReference Include="Dpa.Realtime.Quartz" Version="{Version}" />
            <PackageReference Include="Dpa.Realtime.Hangfire" Version="{Version}" />
            <PackageReference Include="Dpa.Realtime.Hosting" Version="{Version}" />
            <PackageReference Include="Dpa.Realtime.Http" Version="{Version}" />
            <PackageReference Include="Dpa.Realtime.AI" Version="{Version}" />
            <PackageReference Include="Dpa.Realtime.Testing" Version="{Version}" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        using Dpa.Realtime;
        using Dpa.Realtime.AI;
        using Dpa.Realtime.Hosting;
        using Dpa.Realtime.Http;
        using Dpa.Realtime.Quartz;
        using Dpa.Realtime.Testing;
        using Microsoft.Extensions.AI;
        using Quartz;

        await using var host = await DpaTestHost.StartAsync(app =>
        {
            app.Services.AddQuartz(q => q.AddDpaProgress());
            app.Services.AddHttpClient("files").AddDpaProgress();
            app.Services.AddProgressQueue<string>(
                id => new PipelineStart(id, "user-1"),
                async (_, _, run, stop) =>
                {
                    await using var stage = await run.StartStageAsync("copy", stop);
                    await new MemoryStream(new byte[1000]).WithProgress(stage).CopyToAsync(Stream.Null, stop);
                });
        });
        _ = new ChatOptions();
        _ = typeof(ChatProgressExtensions);
        await using var watching = await host.Server.WatchAsync("job", "user-1");
        await host.Services.GetRequiredService<ProgressQueue<string>>().EnqueueAsync("job");
        foreach (var connection in watching) Console.WriteLine($"{connection.Transport}: {(await connection.EndAsync()).Status}");
        Console.WriteLine($"{host.Recorder.Of("job").State!.Status} by {watching.Count} transports");
        """;
}
