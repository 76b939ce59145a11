using Dpa.Realtime.Faults;

namespace Dpa.Realtime.FreshProjects.Tests;

/// <summary>
/// A fresh project takes its other packages from where this machine takes them. Where nobody answers there, its test is
/// skipped, or fails where services are required (<c>DPA_REQUIRE_SERVICES=1</c>).
/// </summary>
internal static class Registries
{
    private static readonly Lazy<Task<bool>> Npm = new(static async () =>
        await AnswersAsync(await Command.RunAsync(Machine.Root, "npm", "config", "get", "registry")));

    private static readonly Lazy<Task<bool>> NuGet = new(static async () =>
        await AnswersAsync(
            await Command.RunAsync(Machine.Root, "dotnet", "nuget", "list", "source", "--format", "short")));

    public static async Task RequireNpmAsync()
    {
        Requirements.Need("npm", "nodejs npm");
        Require(await Npm.Value, "No npm registry answers.");
    }

    public static async Task RequireNuGetAsync() => Require(await NuGet.Value, "No package feed answers.");

    private static void Require(bool answers, string missing)
    {
        if (!answers) Requirements.SkipOrFail(missing);
    }

    /// <summary>Whether one of the addresses in the text answers, whatever it says.</summary>
    private static async Task<bool> AnswersAsync(string addresses)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var named = addresses.Split('\n', ' ').Where(static a => a.StartsWith("http", StringComparison.Ordinal));
        foreach (var address in named)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(address.Trim()));
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // The next one may answer.
            }
        }

        return false;
    }
}
