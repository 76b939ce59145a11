namespace Dpa.Realtime.Tests.Structure;

/// <summary>
/// The folders of a project do not use each other in a circle; where they do, it is listed with a reason.
/// </summary>
public sealed class WallTests
{
    /// <summary>What is left out of the search for circles: project, from, to, why.</summary>
    private static readonly (string Project, string From, string To, string Why)[] Exceptions =
    [
        ("src/Dpa.Realtime.Client", "Connections", "Fallback", "the connection replaces its socket by the fallback"),
        (Host, "Batches", "Control", "what controls a batch controls its pipelines"),
        (Host, "Jobs", "Control", "work that broke off is interrupted or cancelled as it was asked for"),
        (Host, "Jobs", "Batches", "a pipeline's end, and a start of the host, count for its batch"),
        (Host, "Tus", "Jobs", "a whole upload becomes a job, one that is removed ends its pipeline"),
        (Host, "Uploads", "Batches", "an upload may belong to a batch"),
        (Host, "Uploads", "Jobs", "an upload becomes a job"),
        (Host, "Uploads", "Idempotency", "what a key was sent with is remembered while it is read"),
        (Host, "Uploads", "Duplicates", "an upload of known bytes becomes a question"),
        (Host, "Batches", "Duplicates", "a file of a batch may be known, too"),
        (Host, "Documents", "Control", "a document that is removed cancels the uploads that ask about it"),
        (Host, "Control", "Duplicates", "a question is interrupted and resumed as its pipeline is"),
        (Host, "Jobs", "Duplicates", "what was asked is asked again at a start"),
        (Host, "Documents", "Duplicates", "the questions about a document that is removed end"),
        (Host, "Stages", "Options", "options decide which stages there are"),
        (Host, "Documents", "Batches", "a document that is removed leaves its batch"),
        (Host, "Documents", "Jobs", "a document that is removed has no jobs"),
        (Host, "Documents", "Stages", "results are stored a stage after the other"),
        (Host, "Pipelines", "Statistics", "an end is counted in the transaction that stores it"),
        (Host, "Pipelines", "Notifications", "an end is notified of in the transaction that stores it"),
        (Host, "Storage", "Buckets", "the settings decide between files and a bucket"),
        (Host, "Storage", "Tus", "a storage is of the database that has its uploads"),
        (Host, "Storage", "Documents", "a storage is of the database that has its documents"),
        (Host, "Problems", "Accounts", "a lapsed session is a problem like others"),
        (Host, "Problems", "Storage", "a full disk is a problem like others"),
        (Host, "Instances", "Pipelines", "the pipelines of an instance that died are inherited"),
        (Host, "Configuration", "Accounts", "the settings of accounts are checked with the others"),
    ];

    private const string Host = "samples/DocumentPipelineHost";

    [Theory]
    [InlineData("src/Dpa.Realtime", "Dpa.Realtime")]
    [InlineData("src/Dpa.Realtime.Client", "Dpa.Realtime.Client")]
    [InlineData("src/Dpa.Realtime.Redis", "Dpa.Realtime.Redis")]
    [InlineData("tools/dpa-watch", "Dpa.Realtime.Watch")]
    [InlineData("samples/DocumentEngine", "DocumentEngine")]
    [InlineData(Host, "DocumentPipelineHost")]
    public void Folders_UseEachOtherInNoCircle(string project, string ns)
    {
        var excepted = Exceptions.Where(e => e.Project == project).Select(e => (e.From, e.To)).ToHashSet();
        var uses = new FolderGraph(project, ns).Uses();

        var cycle = FolderGraph.FindCycle(uses.Select(u => u.Key).Where(u => !excepted.Contains(u)));

        Assert.NotEmpty(uses);
        Assert.True(cycle is null, string.Join(" → ", cycle ?? []));
        Assert.All(excepted, e => Assert.NotEmpty(uses[e])); // one that is not needed any more is taken off the list
    }

    /// <summary>The other packages of C# are too small for folders; one that gets some is listed above.</summary>
    [Fact]
    public void Packages_WithoutAFolder_AreAllOthers()
    {
        var withFolders = Directory.EnumerateDirectories(Path.Combine(FolderGraph.Root, "src"))
            .Where(p => Directory.EnumerateFiles(p, "*.csproj").Any())
            .Where(p => Directory.EnumerateDirectories(p)
                .Any(d => Path.GetFileName(d) is not ("bin" or "obj") && Directory.EnumerateFiles(d, "*.cs").Any()))
            .Select(p => Path.GetFileName(p)!);

        Assert.Equal(
            ["Dpa.Realtime", "Dpa.Realtime.Client", "Dpa.Realtime.Redis"], withFolders.Order(StringComparer.Ordinal));
    }
}
