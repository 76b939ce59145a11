using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using DocumentEngine.Isolation;
using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Engine;

/// <summary>
/// One parsing process: frames in, frames out. Disposing it ends it. What it writes is read by threads of its own: a
/// pipe's read holds its thread until something comes, and asynchronously that would be one of the thread pool's.
/// </summary>
internal sealed class EngineProcess : IDisposable
{
    /// <summary>Frames that are read before they are asked for; then the process waits.</summary>
    private const int ReadAhead = 4;

    private const int BufferBytes = 64 * 1024;
    private const int KeptErrorLines = 3;
    private const int KeptErrorLength = 200;

    /// <summary>What the process wrote before its end is read soon after it.</summary>
    private static readonly TimeSpan ErrorsFollow = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly SemaphoreSlim _space = new(ReadAhead);
    private readonly List<string> _errors = [];
    private readonly Thread _errorReader;

    private EngineProcess(Process process)
    {
        _process = process;
        var (output, errors) = (process.StandardOutput.BaseStream, process.StandardError);
        _errorReader = new Thread(() => ReadErrors(errors)) { IsBackground = true, Name = "parsing process, errors" };
        _errorReader.Start();
        new Thread(() => ReadFrames(output)) { IsBackground = true, Name = "parsing process" }.Start();
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

    /// <summary>Writes and flushes the bytes of frames.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> frames, CancellationToken ct)
    {
        var input = _process.StandardInput.BaseStream;
        await input.WriteAsync(frames, ct);
        await input.FlushAsync(ct);
    }

    /// <summary>The next frame; null where there will be none.</summary>
    /// <exception cref="IOException">It ended within a frame.</exception>
    /// <exception cref="InvalidDataException">What it sends is no frame.</exception>
    public async Task<Frame?> ReceiveAsync(CancellationToken ct)
    {
        if (!await _frames.Reader.WaitToReadAsync(ct) || !_frames.Reader.TryRead(out var frame))
            return null;
        _space.Release();
        return frame;
    }

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
        _errorReader.Join(ErrorsFollow);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Kill();
        _frames.Writer.TryComplete();
        _space.Release(); // for a reader that waits
        _process.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the reading is passed on to who receives.")]
    private void ReadFrames(Stream output)
    {
        try
        {
            using var buffered = new BufferedStream(output, BufferBytes);
            while (Frames.Read(buffered) is { } frame)
            {
                _space.Wait();
                if (!_frames.Writer.TryWrite(frame))
                    break; // it is disposed of
            }

            _frames.Writer.TryComplete();
        }
        catch (Exception failure)
        {
            _frames.Writer.TryComplete(failure);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What it writes is only ever a detail of another failure.")]
    private void ReadErrors(StreamReader errors)
    {
        try
        {
            using (errors)
            {
                while (errors.ReadLine() is { } line)
                    Note(line);
            }
        }
        catch (Exception)
        {
            // It was disposed of.
        }
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
