using System.Text.Json;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Idempotency;

/// <summary>
/// Runs a creating call at most once for each <c>Idempotency-Key</c>: a repeat gets the first one's answer, or 410
/// where the document that it names has been deleted since; another request under the key gets 422. The call reads its
/// body itself, from the request and not by bound parameters; of a form it adds the parts to
/// <see cref="RequestFingerprint"/>.
/// </summary>
internal sealed class IdempotentCalls(
    IdempotencyStore store, DocumentStore documents, TidyUp tidyUp, TimeProvider time)
{
    private const string Header = "Idempotency-Key";
    private const int MaxKeyLength = 200;

    /// <summary>Makes the call, or answers as it answered before.</summary>
    /// <param name="context">The request.</param>
    /// <param name="call">The call.</param>
    /// <param name="maxBytes">The largest form that the call takes.</param>
    public async Task<IResult> RunAsync<T>(HttpContext context, Func<HttpContext, Task<T>> call, long maxBytes)
    {
        if (Key(context) is not { } key)
            return Results.Json(await call(context), ProductJson.Options);
        var owner = context.UserId();
        var name = Name(context);
        if (await store.ClaimAsync(owner, key, name) is { } known)
            return await ReplayAsync(context, known, owner, name, maxBytes);
        return await RunOnceAsync(context, call, owner, key);
    }

    /// <summary>
    /// As above, for a call of which its headers alone are compared, and that completes its key itself.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="sent">What was sent.</param>
    /// <param name="call">The call, with its key, where it has one.</param>
    /// <returns>The answer, and whether it is that of an earlier request.</returns>
    public async Task<(T Answer, bool IsRepeat)> RunAsync<T>(
        HttpContext context, RequestFingerprint sent, Func<ClaimedKey?, Task<T>> call)
    {
        if (Key(context) is not { } key)
            return (await call(null), false);
        var owner = context.UserId();
        var name = Name(context);
        if (await store.ClaimAsync(owner, key, name) is { } known)
        {
            var body = Answered(known, name);
            return known.Fingerprint == sent.Value
                ? (JsonSerializer.Deserialize<T>(body, ProductJson.Options)!, true)
                : throw DocumentProblems.IdempotencyReused.AsException();
        }

        try
        {
            return (await call(new ClaimedKey(store, owner, key, sent.Value)), false);
        }
        finally
        {
            await ReleaseAsync(owner, key);
        }
    }

    /// <summary>An answer as it is kept.</summary>
    internal static byte[] Body<T>(T answer) => JsonSerializer.SerializeToUtf8Bytes(answer, ProductJson.Options);

    private static string? Key(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var given))
            return null;
        var key = given.ToString();
        return key.Length is > 0 and <= MaxKeyLength
            ? key
            : throw DocumentProblems.IdempotencyInvalid.AsException();
    }

    private static string Name(HttpContext context) => $"{context.Request.Method} {context.Request.Path}";

    private async Task<IResult> RunOnceAsync<T>(
        HttpContext context, Func<HttpContext, Task<T>> call, string owner, string key)
    {
        try
        {
            var fingerprint = Begin(context);
            context.Features.Set(fingerprint);
            if (FormParts.Boundary(context.Request) is null)
                await RepeatedRequest.ReadBodyAsync(context, fingerprint);
            var body = Body(await call(context));
            await store.CompleteAsync(owner, key, body, fingerprint.IsComplete ? fingerprint.Value : null);
            return Json(body);
        }
        finally
        {
            await ReleaseAsync(owner, key);
        }
    }

    /// <summary>Where the call failed, or completed nothing; an answer that is kept stays.</summary>
    private Task ReleaseAsync(string owner, string key)
    {
        var endedAt = time.GetUtcNow();
        return tidyUp.RunAsync("Release an idempotency key", () => store.ReleaseAsync(owner, key, endedAt));
    }

    private async Task<IResult> ReplayAsync(
        HttpContext context, KnownCall known, string owner, string name, long maxBytes)
    {
        var body = Answered(known, name);
        if (known.Fingerprint is { } first && first != await FingerprintAsync(context, maxBytes))
            throw DocumentProblems.IdempotencyReused.AsException();
        if (DocumentId(body) is { } id && documents.Find(id, owner) is null)
            throw DocumentProblems.IdempotencyDeleted.AsException();
        return Json(body);
    }

    private static string? DocumentId(byte[] answer) =>
        JsonElement.Parse(answer).TryGetProperty("document_id", out var id) ? id.GetString() : null;

    private static byte[] Answered(KnownCall known, string name) =>
        known.Call != name
            ? throw DocumentProblems.IdempotencyReused.AsException()
            : known.Body ?? throw DocumentProblems.IdempotencyBusy.AsException();

    private static async Task<string> FingerprintAsync(HttpContext context, long maxBytes)
    {
        var fingerprint = Begin(context);
        await RepeatedRequest.ReadAsync(context, fingerprint, maxBytes);
        return fingerprint.Value;
    }

    private static RequestFingerprint Begin(HttpContext context)
    {
        var fingerprint = new RequestFingerprint();
        foreach (var (name, value) in context.Request.Query)
            fingerprint.AddQuery(name, value.ToString());
        return fingerprint;
    }

    private static IResult Json(byte[] body) => Results.Bytes(body, "application/json; charset=utf-8");
}
