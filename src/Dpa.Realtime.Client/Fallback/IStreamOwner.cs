namespace Dpa.Realtime.Client.Fallback;

/// <summary>What a stream reports, on the strand.</summary>
internal interface IStreamOwner
{
    /// <summary>Every frame, the greeting first; null if it could not be read.</summary>
    void Frame(StreamSession session, ServerFrame? frame);

    /// <summary>
    /// Called once, whichever side ended it; not after <see cref="StreamSession.End"/>. Silent: nothing got through in
    /// time, so an intermediary may be buffering the stream.
    /// </summary>
    void Down(StreamSession session, Failure failure, bool isSilent);
}
