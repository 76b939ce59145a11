namespace Dpa.Realtime.Watch.Recording;

/// <summary>A recording cannot be read.</summary>
internal sealed class RecordingException(string message, string suggestion) : Exception(message)
{
    /// <summary>What to do about it.</summary>
    public string Suggestion { get; } = suggestion;
}
