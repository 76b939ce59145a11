using Dpa.Realtime.Client.Protocol;

namespace Dpa.Realtime.Watch.Recording;

/// <param name="At">When it came, since the first one.</param>
/// <param name="Frame">What the server sent.</param>
/// <param name="Line">The number of its line.</param>
internal readonly record struct RecordedFrame(TimeSpan At, ServerFrame Frame, int Line);
