using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Browser.Bars;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Engine;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.MixedBatch;
using DocumentPipelineHost.Tests.Services;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace DocumentPipelineHost.Tests.Services;

/// <summary>
/// The classes that take longest begin first: at the end, when one is left, nothing runs beside it. The others come in
/// an order of chance, as they do without this.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        .. new[]
        {
            typeof(EveryCallOutageTests), typeof(LostProcessTests), typeof(HostileFileTests),
            typeof(BatchCrashTests),
            typeof(RandomControlTests), typeof(CrashOnServicesTests), typeof(CrashTests), typeof(BusyBatchTests),
            typeof(ManyDocumentsTests), typeof(MixedBatchTests), typeof(PostgresOutageTests),
            typeof(ShownBeforeCrashTests),
            typeof(BatchShownBeforeCrashTests),
        }
        .Select(static type => type.FullName!),
    ];

    private static readonly DefaultTestCollectionOrderer ByChance = DefaultTestCollectionOrderer.Instance;

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. ByChance.OrderTestCollections(testCollections).OrderBy(Place)];

    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var place = Array.FindIndex(
            Longest, name => collection.TestCollectionDisplayName.Contains($"{name} ", StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
