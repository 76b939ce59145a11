using DocumentPipelineHost.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>One host, where it keeps what it keeps, and a user who calls it.</summary>
internal sealed class HostAtWork : IAsyncDisposable
{
    /// <summary>Who calls where the test names nobody else.</summary>
    public const string User = "user-1";

    /// <summary>An upload's fields: all that most tests want done.</summary>
    public static readonly (string, string)[] All = [("create_index", "true"), ("generate_summary", "true")];

    /// <summary>A checkpoint for each page and each chunk: work can be stopped anywhere.</summary>
    public static readonly string[] EachPage =
    [
        "--Pipeline:PagesPerCheckpoint", "1", "--Pipeline:ChunksPerCheckpoint", "1",
    ];

    private HostAtWork(HostPlace place, TestHost host) => (Place, Host, Client) = (place, host, host.As(User));

    public HostPlace Place { get; }

    public TestHost Host { get; }

    public HostClient Client { get; }

    public static Task<HostAtWork> StartAsync(Rows rows, params string[] settings) =>
        StartAsync(rows, static _ => { }, settings);

    /// <summary>With parts added or replaced.</summary>
    public static async Task<HostAtWork> StartAsync(
        Rows rows, Action<IServiceCollection> configure, params string[] settings)
    {
        var place = await HostPlace.CreateAsync(rows);
        try
        {
            return new HostAtWork(place, await place.StartAsync(configure, settings));
        }
        catch
        {
            await place.DisposeAsync();
            throw;
        }
    }

    public void Deconstruct(out HostPlace place, out HostClient client) => (place, client) = (Place, Client);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await Place.DisposeAsync();
    }
}
