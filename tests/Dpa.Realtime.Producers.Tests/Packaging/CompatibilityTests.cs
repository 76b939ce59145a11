using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.Producers.Tests.Packaging;

/// <summary>The public surface that eng/keep-api.sh kept: a package that breaks it is not made.</summary>
public sealed class CompatibilityTests : IDisposable
{
    private const string Library = "Dpa.Realtime.Http";

    private readonly string _folder = Directory.CreateTempSubdirectory("dpa-compatibility").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EveryLibrary_IsKept()
    {
        var libraries = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "PublicAPI.Shipped.txt", Deep)
            .Select(static f => Path.GetFileName(Path.GetDirectoryName(f)!));
        var kept = Directory.GetDirectories(Path.Combine(Repository.Root, "eng/api")).Select(Path.GetFileName);

        Assert.Equal(libraries.Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Pack_OfTheSurfaceAsItWasKept_Succeeds()
    {
        await PackAsync(Path.Combine(Repository.Root, "eng/api"));

        Assert.Single(Directory.GetFiles(_folder, $"{Library}.*.nupkg"));
    }

    [Fact]
    public async Task Pack_WithoutATypeThatWasKept_FailsAndNamesIt()
    {
        var kept = await KeepAsync("namespace Dpa.Realtime.Http; public static class WasThere { }");

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => PackAsync(kept));

        Assert.Contains("CP0001", refused.Message, StringComparison.Ordinal);
        Assert.Contains("WasThere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pack_OfALibraryThatWasNotKept_SaysHowToKeepIt()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => PackAsync(Path.Combine(_folder, "nothing")));

        Assert.Contains($"eng/keep-api.sh {Library}", refused.Message, StringComparison.Ordinal);
    }

    private static EnumerationOptions Deep => new() { RecurseSubdirectories = true, MaxRecursionDepth = 1 };

    /// <summary>Packs what the suite's own build made, against a kept surface.</summary>
    private Task<string> PackAsync(string kept) =>
        Command.RunAsync(
            Repository.Root, "dotnet", "pack", $"src/{Library}", "--no-build", "-c", "Release", "-o", _folder,
            $"-p:KeptApi={kept}");

    /// <summary>A kept surface that had this in it.</summary>
    private async Task<string> KeepAsync(string source)
    {
        var project = Path.Combine(_folder, "project");
        var kept = Path.Combine(_folder, "kept");
        var library = Path.Combine(kept, Library, "lib/net10.0");
        Directory.CreateDirectory(project);
        await File.WriteAllTextAsync(Path.Combine(project, "Kept.csproj"), Project, Ct);
        await File.WriteAllTextAsync(Path.Combine(project, "Kept.cs"), source, Ct);
        await Command.RunAsync(project, "dotnet", "build", "-o", library);
        File.Copy(
            Path.Combine(Repository.Root, "eng/api", Library, $"{Library}.nuspec"),
            Path.Combine(kept, Library, $"{Library}.nuspec"));
        return kept;
    }

    private const string Project = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <AssemblyName>{Library}</AssemblyName>
            <DebugType>none</DebugType>
            <GenerateDependencyFile>false</GenerateDependencyFile>
          </PropertyGroup>
        </Project>
        """;
}
