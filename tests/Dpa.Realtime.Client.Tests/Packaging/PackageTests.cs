using System.Runtime.CompilerServices;
using Dpa.Realtime.Client.Tests.Behaviour;
using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.Client.Tests.Packaging;

/// <summary>
/// The packages as somebody else gets them: packed, and used as their READMEs say, with a packages folder of their own.
/// </summary>
public sealed class PackageTests : IDisposable
{
    private const string Version = "0.0.1-packed";

    private const string Project = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <NuGetAudit>false</NuGetAudit>
            <RestorePackagesPath>packages</RestorePackagesPath>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Dpa.Realtime.Client" Version="{Version}" />
          </ItemGroup>
        </Project>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("dpa-pack").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Packages_InAFreshProject_WorkAsTheirReadmesSay()
    {
        await using var server = await BehaviourServer.StartAsync(new Gate(), new Archive());
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("document-1", "user-1") { Stages = [new StageDefinition("parse")] }, Stop);
        var address = $"http://127.0.0.1:{server.Port}";
        var source = Path.Combine(_folder, "source");
        await DotNetAsync(
            Root(), "pack", "src/Dpa.Realtime.Client", "-o", source, $"-p:Version={Version}",
            $"-p:ArtifactsPath={_folder}/artifacts");
        await DotNetAsync(
            Root(), "pack", "tools/dpa-watch", "-o", source, $"-p:Version={Version}",
            $"-p:ArtifactsPath={_folder}/artifacts");

        var app = Path.Combine(_folder, "app");
        Directory.CreateDirectory(app);
        await File.WriteAllTextAsync(Path.Combine(app, "Program.cs"), await ExampleAsync(), Stop);
        await File.WriteAllTextAsync(Path.Combine(app, "app.csproj"), Project, Stop);
        await DotNetAsync(app, "build", "-o", Path.Combine(app, "out"), $"-p:RestoreAdditionalProjectSources={source}");
        var reading = DotNetAsync(app, Path.Combine(app, "out/app.dll"), address, "token-1");
        await DotNetAsync(
            _folder, "tool", "install", "Dpa.Realtime.Watch", "--version", Version, "--tool-path",
            Path.Combine(_folder, "tools"), "--add-source", source);
        var watching = Command.RunAsync(
            _folder, Path.Combine(_folder, "tools/dpa-watch"), address, "document-1", "--plain", "--user", "user-1",
            "--token", "token-1");
        await using (var stage = await run.StartStageAsync("parse", Stop))
            stage.Report(50);
        await run.CompleteAsync(Stop);

        Assert.Contains("100 % Completed", await reading, StringComparison.Ordinal);
        Assert.Contains("completed", await watching, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The README's first block of C#.</summary>
    private static async Task<string> ExampleAsync()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Root(), "src/Dpa.Realtime.Client/README.md"), Stop);
        var start = readme.IndexOf("```csharp\n", StringComparison.Ordinal) + 10;
        return readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static Task<string> DotNetAsync(string folder, params string[] args) =>
        Command.RunAsync(folder, "dotnet", args);

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
