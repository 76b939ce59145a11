namespace DocumentPipelineHost.Tests.Batches;

/// <summary>The batches whose hosts are killed have documents that other people wrote.</summary>
public sealed class PackageFilesTests
{
    [Fact]
    public void BatchOfAHundred_HasEachDocumentOfPackages()
    {
        var given = PackageFiles.All().Select(Path.GetFileName).ToList();
        Assert.SkipWhen(given.Count == 0, "The NuGet packages that the build restored are not on this machine.");

        var names = RealFiles.Of(100).Select(static file => file.Name[4..]).ToHashSet(StringComparer.Ordinal);

        Assert.All(given, name => Assert.Contains(name!, names));
        Assert.Equal(given.Count, given.Distinct(StringComparer.Ordinal).Count());
    }
}
