using Dpa.Realtime.FreshProjects.Tests;

[assembly: AssemblyFixture(typeof(Packages))]

namespace Dpa.Realtime.FreshProjects.Tests;

/// <summary>
/// The packages of this checkout as somebody else gets them: a <c>.tgz</c> of the TypeScript client and a folder feed
/// of the .NET ones. Made when first asked for, once.
/// </summary>
public sealed class Packages : IDisposable
{
    private readonly Lazy<string> _folder = new(static () => Directory.CreateTempSubdirectory("dpa-fresh").FullName);
    private readonly Lazy<Task<string>> _script;
    private readonly Lazy<Task<string>> _feed;

    public Packages()
    {
        _script = new(PackScriptAsync);
        _feed = new(PackFeedAsync);
    }

    /// <summary>The path of <c>@dpa/realtime</c>, packed.</summary>
    internal Task<string> ScriptAsync() => _script.Value;

    /// <summary>The folder that <c>dotnet add package … --source</c> takes.</summary>
    internal Task<string> FeedAsync() => _feed.Value;

    public void Dispose()
    {
        if (_folder.IsValueCreated) Directory.Delete(_folder.Value, recursive: true);
    }

    private async Task<string> PackScriptAsync()
    {
        var source = Path.Combine(Machine.Root, "src/Dpa.Realtime.Client.TypeScript");
        var dist = Path.Combine(source, "dist");
        var wasBuilt = Directory.Exists(dist);
        await Command.RunAsync(source, "npm", "pack", "--pack-destination", _folder.Value, "--loglevel=error");
        if (!wasBuilt) Directory.Delete(dist, recursive: true);
        return Directory.GetFiles(_folder.Value, "*.tgz").Single();
    }

    private async Task<string> PackFeedAsync()
    {
        await Registries.RequireNuGetAsync();
        var feed = Path.Combine(_folder.Value, "feed");
        string[] needed =
        [
            "src/Dpa.Realtime", "src/Dpa.Realtime.Client", "src/Dpa.Realtime.Hangfire", "src/Dpa.Realtime.Hosting",
            "src/Dpa.Realtime.Quartz", .. Machine.IsLong ? ["src/Dpa.Realtime.Client.Blazor"] : Array.Empty<string>(),
        ];
        await Command.RunAsync(Machine.Root, Path.Combine(Machine.Root, "eng/feed.sh"), [feed, .. needed]);
        return feed;
    }
}
