using System.Diagnostics;
using System.Text.RegularExpressions;
using DocumentPipelineHost.Tests.Browser;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>
/// Chromium as it is, without the switches of a test driver: tabs hide each other, timers of hidden pages are slow,
/// pages go into the back/forward cache.
/// </summary>
internal sealed partial class ChromiumProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _profile;

    private ChromiumProcess(Process process, DirectoryInfo profile, Uri devTools) =>
        (_process, _profile, DevTools) = (process, profile, devTools);

    /// <summary>The browser's debugging socket.</summary>
    public Uri DevTools { get; }

    public static async Task<ChromiumProcess> StartAsync(params string[] more)
    {
        Chromium.Require();
        var profile = Directory.CreateTempSubdirectory("dpa-chromium-");
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-quic", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-first-run", "--remote-debugging-port=0",
            $"--user-data-dir={profile.FullName}", "--window-size=1280,800", .. more, "about:blank",
        ];
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(Chromium.Program, arguments)
            {
                RedirectStandardError = true, RedirectStandardOutput = true,
            },
            EnableRaisingEvents = true,
        };
        process.ErrorDataReceived += (_, line) =>
        {
            if (Listening().Match(line.Data ?? "") is { Success: true } match)
                listening.TrySetResult(new Uri(match.Groups[1].Value));
        };
        process.Exited += (_, _) =>
            listening.TrySetException(new InvalidOperationException("Chromium ended before it listened."));
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        try
        {
            return new ChromiumProcess(
                process, profile, await listening.Task.WaitAsync(StartLimit, TestContext.Current.CancellationToken));
        }
        catch
        {
            await EndAsync(process, profile);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await EndAsync(_process, _profile);

    private static async Task EndAsync(Process process, DirectoryInfo profile)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        // Its children may still write for a moment.
        for (var attempt = 1; profile.Exists; attempt++, profile.Refresh())
        {
            try
            {
                profile.Delete(recursive: true);
            }
            catch (IOException) when (attempt < 50)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    [GeneratedRegex(@"DevTools listening on (ws://\S+)")]
    private static partial Regex Listening();
}
