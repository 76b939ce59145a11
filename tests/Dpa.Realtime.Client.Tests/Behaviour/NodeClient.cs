using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>A client in a process of its own in the table: the TypeScript one by driver.mjs in Node.</summary>
internal sealed class NodeClient : IDrivenClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Uri _address;
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private readonly TaskCompletionSource<IReadOnlyList<string>> _frames =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NodeClient(Uri address, string index)
        : this(
            address, "node",
            [
                "--no-warnings", "--experimental-websocket",
                Path.Combine(AppContext.BaseDirectory, "Behaviour", "driver.mjs"), index,
            ])
    {
    }

    /// <param name="address">The server's address.</param>
    /// <param name="program">A program that keeps the contract of driver.md.</param>
    /// <param name="arguments">Its arguments.</param>
    public NodeClient(Uri address, string program, string[] arguments)
    {
        _address = address;
        _process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
        _reading = ReadAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public ClientRecord Record { get; } = new();

    /// <summary>Whether its page is asked to save data. Default: it is not.</summary>
    public bool SavesData { get; init; }

    public Task StartAsync() => SayAsync(new
    {
        command = "start",
        url = _address.GetLeftPart(UriPartial.Authority),
        user = BehaviourWorld.User,
        pipeline = BehaviourWorld.Pipeline,
        token = "token-1",
        backoff_base = DriverTimings.BackoffBase.TotalMilliseconds,
        backoff_cap = DriverTimings.BackoffCap.TotalMilliseconds,
        stable_after = DriverTimings.StableAfter.TotalMilliseconds,
        poll_interval = DriverTimings.PollInterval.TotalMilliseconds,
        probe_interval = DriverTimings.ProbeInterval.TotalMilliseconds,
        saves_data = SavesData,
    });

    public Task WatchMineAsync() => SayAsync(new { command = "mine" });

    public Task AlsoAsync(IReadOnlyList<string> pipelines) => SayAsync(new { command = "also", pipelines });

    public Task SetTokenAsync(string token) => SayAsync(new { command = "token", token });

    public Task AnswerAsync(string question, string answer) => SayAsync(new { command = "answer", question, answer });

    /// <summary>The newest frames of its sockets, for a test that fails.</summary>
    public async Task<IReadOnlyList<string>> FramesAsync()
    {
        await SayAsync(new { command = "frames" });
        return await _frames.Task.WaitAsync(Limit);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SayAsync(new { command = "stop" });
            using var limit = new CancellationTokenSource(Limit);
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited) _process.Kill();
        }

        await _reading;
        Assert.Equal("", await _errors);
        _process.Dispose();
    }

    private async Task SayAsync(object command)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
        await _process.StandardInput.FlushAsync();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line) Take(JsonNode.Parse(line)!.AsObject());
    }

    private void Take(JsonObject e)
    {
        switch ((string)e["event"]!)
        {
            case "status": Record.Moved((string)e["status"]!); break;
            case "state": Record.State(SeenState.Of(e["state"]!.AsObject())); break;
            case "transition": Record.Transition((long)e["number"]!, (string)e["words"]!); break;
            case "skipped": Record.Skipped((long)e["count"]!); break;
            case "renewed": Record.Renewed(); break;
            case "mine": Record.Listed([.. e["ids"]!.AsArray().Select(i => (string)i!)]); break;
            case "answered": Record.Answered((string)e["code"]!); break;
            case "frames": _frames.TrySetResult([.. e["frames"]!.AsArray().Select(f => (string)f!)]); break;
            case "told": Record.Failed((string)e["code"]!); break;
            default: break;
        }
    }
}
