namespace Dpa.Realtime.Client.Fallback;

/// <summary>What a stream reports, on the strand.</summary>
internal interface IStreamOwner
{
    /// <summary>Every frame, the greeting first; null for what could not be read.</summary>
    void Frame(StreamSession session, ServerFrame? frame);

    /// <summary>
    /// Once, whoever ended it; not after <see cref="StreamSession.End"/>. Silent: nothing got through in time, so
    /// something on the way may be holding it back.
    /// </summary>
    void Down(StreamSession session, Failure failure, bool isSilent);
}
