using System.Globalization;
using System.Text;
using Dpa.Realtime.Client.Protocol;

namespace Dpa.Realtime.Watch.Recording;

/// <summary>Writes the frames of one pipeline as they come; each is in the file before the next one is read.</summary>
internal sealed class RecordingWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly string _pipelineId;
    private readonly TimeProvider _time;
    private readonly Action _failed;
    private long _first;

    /// <param name="path">The file, which must not exist.</param>
    /// <param name="pipelineId">Whose frames are kept.</param>
    /// <param name="time">When they came.</param>
    /// <param name="failed">Called once, when the file cannot be written any more.</param>
    /// <exception cref="IOException">It exists, or cannot be created.</exception>
    public RecordingWriter(string path, string pipelineId, TimeProvider time, Action failed)
    {
        (_pipelineId, _time, _failed) = (pipelineId, time, failed);
        // Without a buffer: what could not be written is not tried again when the file is closed.
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            Line(
                $"{RecordingFormat.Start}{RecordingFormat.Version},\"pipeline_id\":\"{pipelineId}\","
                    + $"\"recorded_at\":\"{RecordingFormat.Text(time.GetUtcNow())}\"}}");
        }
        catch
        {
            Dispose(); // it has no frame
            throw;
        }
    }

    /// <summary>How many frames are in the file.</summary>
    public int Frames { get; private set; }

    /// <summary>Why nothing more is written; null where all is well.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Keeps the frame if it is one of the pipeline's. Never throws.</summary>
    public void Write(ReadOnlyMemory<byte> utf8Json)
    {
        if (RecordingFormat.PipelineOf(FrameReader.Read(utf8Json)) != _pipelineId) return;
        lock (_gate)
        {
            if (Failure is not null) return;
            if (Frames == 0) _first = _time.GetTimestamp();
            var at = (long)_time.GetElapsedTime(_first).TotalMilliseconds;
            // These two are always between two values of JSON, never in a text; other line breaks may be in one.
            var frame = Encoding.UTF8.GetString(utf8Json.Span).Replace('\r', ' ').Replace('\n', ' ');
            try
            {
                Line(string.Create(CultureInfo.InvariantCulture, $"{{\"at\":{at},\"frame\":{frame}}}"));
                Frames++;
                return;
            }
            catch (IOException e)
            {
                Failure = e;
            }
        }

        _failed();
    }

    /// <summary>Closes the file, and removes it where it has no frame.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
            if (Frames == 0) File.Delete(_file.Name);
        }
    }

    private void Line(string text)
    {
        _file.Write(Encoding.UTF8.GetBytes(text + '\n'));
        _file.Flush();
    }
}
