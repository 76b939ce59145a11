using System.Diagnostics;
using DocumentEngine.Isolation;
using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Engine;

/// <summary>One parsing process: frames in, frames out. Disposing it ends it.</summary>
internal sealed class EngineProcess : IDisposable
{
    private const int KeptErrorLines = 3;
    private const int KeptErrorLength = 200;

    private readonly Process _process;
    private readonly Stream _output;
    private readonly List<string> _errors = [];

    private EngineProcess(Process process)
    {
        _process = process;
        _output = new BufferedStream(process.StandardOutput.BaseStream);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>How many requests it has answered.</summary>
    public int Answered { get; set; }

    /// <summary>Its output on standard error; must not contain text of a document.</summary>
    public string Error
    {
        get
        {
            lock (_errors)
                return string.Join(" | ", _errors);
        }
    }

    public static EngineProcess Start(EngineOptions options) => new(Process.Start(EngineCommand.Create(options))!);

    public ProcessUsage? Usage() => ProcessUsage.Of(_process);

    public Task SendAsync(Frame frame, CancellationToken ct) =>
        Frames.WriteAsync(_process.StandardInput.BaseStream, frame, ct);

    public Task<Frame?> ReceiveAsync(CancellationToken ct) => Frames.ReadAsync(_output, ct);

    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended, or was disposed of, already.
        }
    }

    /// <summary>Waits for the end of a process that is ending; its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        lock (_errors)
        {
            if (!string.IsNullOrWhiteSpace(line) && _errors.Count < KeptErrorLines)
                _errors.Add(line.Length <= KeptErrorLength ? line : line[..KeptErrorLength]);
        }
    }
}
