namespace DocumentPipelineHost.Idempotency;

/// <summary>
/// An <c>Idempotency-Key</c> that a call has claimed and completes itself, as soon as a repeat can go on with what it
/// created.
/// </summary>
internal sealed class ClaimedKey(IdempotencyStore store, string owner, string key, string fingerprint)
{
    /// <summary>From now on a repeat gets the answer.</summary>
    public Task CompleteAsync<T>(T answer) =>
        store.CompleteAsync(owner, key, IdempotentCalls.Body(answer), fingerprint);

    /// <summary>What was created is taken back: repeating the call does it. Doing it twice is harmless.</summary>
    public Task ForgetAsync<T>(T answer) => store.ForgetAsync(owner, key, IdempotentCalls.Body(answer));
}
