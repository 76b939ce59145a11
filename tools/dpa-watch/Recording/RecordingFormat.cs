using System.Globalization;
using Dpa.Realtime.Client.Protocol;

namespace Dpa.Realtime.Watch.Recording;

// The folder Recording: a run as a file, a JSON object a line. The first line is the header; each other one has the
// milliseconds since the first frame and the frame as the server sent it.

/// <summary>What both the writer and the reader know of the format.</summary>
internal static class RecordingFormat
{
    public const string Name = "dpa.realtime";

    /// <summary>A later version may be read by later tools only.</summary>
    public const int Version = 1;

    /// <summary>In characters: the client takes no message of more than 4 MiB, and a line has its time too.</summary>
    public const int LongestLine = 4 * 1024 * 1024 + 256;

    /// <summary>Every recording begins with this.</summary>
    public static string Start { get; } = $"{{\"recording\":\"{Name}\",\"version\":";

    /// <summary>The moment as it is written.</summary>
    public static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <returns>The pipeline whose state it brings; null where it brings none.</returns>
    public static string? PipelineOf(ServerFrame? frame) => frame switch
    {
        PipelineFrame f => f.State.Id,
        StageFrame f => f.PipelineId,
        ProgressFrame f => f.PipelineId,
        UpdateFrame f => f.PipelineId,
        _ => null,
    };
}
