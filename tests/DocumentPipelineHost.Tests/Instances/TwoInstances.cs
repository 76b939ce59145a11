using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Instances;

/// <summary>
/// Two hosts as processes, on the same PostgreSQL, Redis and originals. The first is in row 1 of the instances.
/// </summary>
internal sealed class TwoInstances : IAsyncDisposable
{
    private const string OfTheFirst = "instance = (SELECT id FROM instances ORDER BY number LIMIT 1)";

    private TwoInstances(HostPlace place, ChildHost first, ChildHost second) =>
        (Place, First, Second) = (place, first, second);

    public HostPlace Place { get; }

    public ChildHost First { get; }

    public ChildHost Second { get; }

    /// <summary>How many pipelines the first has in hand and works on.</summary>
    public long WorkOfTheFirst =>
        Place.Count($"pipelines WHERE status = 'processing' AND ended_at IS NULL AND {OfTheFirst}");

    public static async Task<TwoInstances> StartAsync(params string[] settings)
    {
        var place = await HostPlace.CreateAsync(Rows.Shared);
        return new TwoInstances(place, await place.StartChildAsync(settings), await place.StartChildAsync(settings));
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Place.DisposeAsync();
    }
}
