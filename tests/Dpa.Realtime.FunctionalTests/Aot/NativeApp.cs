using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Aot;

/// <summary>tests/AotApp, published into a folder of its own.</summary>
internal sealed class NativeApp : IDisposable
{
    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("dpa-aot-").FullName;

    /// <returns>The exit code, and what the compiler said.</returns>
    public async Task<(int Code, string Output)> PublishAsync([CallerFilePath] string here = "")
    {
        var project = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../AotApp"));
        using var publish = ServerProcess.Run(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o",
            Path.Combine(_folder, "out"), $"-p:ArtifactsPath={_folder}/artifacts", "--disable-build-servers");
        return await EndAsync(publish, PublishLimit);
    }

    public Task<ServerProcess> StartAsync() =>
        ServerProcess.StartAsync(
            Path.Combine(_folder, "out", "AotApp"), "--environment=Development",
            "--DpaRealtime:HeartbeatInterval=00:00:07");

    /// <returns>The exit code, and all that it said.</returns>
    public async Task<(int Code, string Output)> FollowAsync(Uri address)
    {
        using var follower = ServerProcess.Run(Path.Combine(_folder, "out", "AotApp"), "follow", address.ToString());
        return await EndAsync(follower, WireClient.Limit);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int Code, string Output)> EndAsync(Process process, TimeSpan limit)
    {
        using var end = new CancellationTokenSource(limit);
        try
        {
            var (output, errors) = (
                process.StandardOutput.ReadToEndAsync(end.Token), process.StandardError.ReadToEndAsync(end.Token));
            await process.WaitForExitAsync(end.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
