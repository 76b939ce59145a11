using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Dpa.Realtime.Client.Protocol;

namespace Dpa.Realtime.Watch.Recording;

/// <summary>A recording that was read to its end once, so that it can be played.</summary>
internal sealed class RecordingFile
{
    private const string Whence = "Recordings are made by dpa-watch record.";

    private readonly string _path;

    private RecordingFile(string path) => _path = path;

    public string PipelineId { get; private set; } = "";

    public string RecordedAt { get; private set; } = "";

    /// <summary>Whether its last line is not whole, as where the recorder was killed; that line is left out.</summary>
    public bool IsCut { get; private set; }

    /// <exception cref="RecordingException">It is not there, is no recording, or is broken.</exception>
    public static async Task<RecordingFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var file = new RecordingFile(path);
        try
        {
            if (!await file.HasHeaderAsync(cancellationToken))
                throw new RecordingException($"'{path}' is no recording.", Whence);
            var frames = 0;
            await foreach (var _ in file.FramesAsync(cancellationToken)) frames++;
            return frames > 0 ? file : throw new RecordingException($"'{path}' has no frame.", "Record the run again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"'{path}' cannot be read: {e.Message}", "Check the name.");
        }
    }

    public async IAsyncEnumerable<RecordedFrame> FramesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var text = new StreamReader(_path, Encoding.UTF8);
        var lines = new BoundedLines(
            text, RecordingFormat.LongestLine, n => Broken(n, "is longer than any frame"));
        ReadHeader(await lines.ReadAsync(cancellationToken) ?? "");
        var (number, last) = (1, TimeSpan.Zero);
        var line = await lines.ReadAsync(cancellationToken);
        while (line is not null)
        {
            number++;
            var next = await lines.ReadAsync(cancellationToken);
            var frame = Read(line, number);
            if (frame is null && next is null && number > 2 && !await IsLastLineWholeAsync(cancellationToken))
            {
                IsCut = true;
                yield break;
            }

            if (frame is not { } read || read.At < last)
                throw Broken(number, "is no frame of the pipeline with its time");
            last = read.At;
            yield return read;
            line = next;
        }
    }

    /// <summary>What is thrown where a line cannot be used.</summary>
    public RecordingException Broken(int line, string what) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"'{_path}' is broken: line {line} {what}."),
            "Was it edited, or only copied in part? Record the run again.");

    private RecordedFrame? Read(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var e = document.RootElement;
            if (
                e.ValueKind != JsonValueKind.Object
                || !e.TryGetProperty("at", out var at)
                || !at.TryGetInt64(out var milliseconds)
                || milliseconds is < 0 or > 365L * 24 * 60 * 60 * 1000
                || !e.TryGetProperty("frame", out var raw)
                || FrameReader.Read(Encoding.UTF8.GetBytes(raw.GetRawText())) is not { } frame
                || RecordingFormat.PipelineOf(frame) != PipelineId)
                return null;
            return new RecordedFrame(TimeSpan.FromMilliseconds(milliseconds), frame, number);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // no JSON, or another kind of value
        }
    }

    private void ReadHeader(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var e = document.RootElement;
            var version = e.GetProperty("version").GetInt32();
            if (version != RecordingFormat.Version)
                throw new RecordingException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"'{_path}' is of version {version}; this tool reads {RecordingFormat.Version}."),
                    "Update it: dotnet tool update --global Dpa.Realtime.Watch.");
            PipelineId = e.GetProperty("pipeline_id").GetString() ?? "";
            RecordedAt = RecordingFormat.Text(e.GetProperty("recorded_at").GetDateTimeOffset());
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Broken(1, "is no header of a recording");
        }
    }

    /// <summary>Looks at the first bytes, so that a large file of another kind is not read.</summary>
    private async Task<bool> HasHeaderAsync(CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(_path);
        var first = new byte[RecordingFormat.Start.Length];
        var read = await stream.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(first, 0, read) == RecordingFormat.Start;
    }

    private async Task<bool> IsLastLineWholeAsync(CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(_path);
        stream.Seek(-1, SeekOrigin.End);
        var last = new byte[1];
        await stream.ReadExactlyAsync(last, cancellationToken);
        return last[0] == (byte)'\n';
    }
}
