using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Aot;

/// <summary>tests/AotApp, published into a folder of its own.</summary>
internal sealed class NativeApp : IDisposable
{
    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("dpa-aot-").FullName;

    /// <returns>The exit code, and what the compiler said.</returns>
    public async Task<(int Code, string Output)> PublishAsync([CallerFilePath] string here = "")
    {
        var project = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../AotApp"));
        using var publish = ServerProcess.Run(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Path.Combine(_folder, "out"), $"-p:ArtifactsPath={_folder}/artifacts", "--disable-build-servers");
        using var limit = new CancellationTokenSource(PublishLimit);
        var (output, errors) = (publish.StandardOutput.ReadToEndAsync(limit.Token), publish.StandardError.ReadToEndAsync(limit.Token));
        await publish.WaitForExitAsync(limit.Token);
        return (publish.ExitCode, await output + await errors);
    }

    public Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(Path.Combine(_folder, "out", "AotApp"), "--environment=Development", "--DpaRealtime:HeartbeatInterval=00:00:07");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
