using System.Text.Json;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Idempotency;

/// <summary>
/// Runs a creating call at most once for each <c>Idempotency-Key</c>: a repeat gets the first one's answer, another
/// request under the key 422. The call reads its body itself, from the request and not by bound parameters; of a form
/// it adds the parts to <see cref="RequestFingerprint"/>.
/// </summary>
internal sealed class IdempotentCalls(IdempotencyStore store, TidyUp tidyUp, TimeProvider time)
{
    private const string Header = "Idempotency-Key";
    private const int MaxKeyLength = 200;

    /// <summary>Makes the call, or answers as it answered before.</summary>
    /// <param name="context">The request.</param>
    /// <param name="call">The call.</param>
    /// <param name="maxBytes">The largest form that the call takes.</param>
    public async Task<IResult> RunAsync<T>(HttpContext context, Func<HttpContext, Task<T>> call, long maxBytes)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var given))
            return Results.Json(await call(context), ProductJson.Options);
        var key = given.ToString();
        if (key.Length is 0 or > MaxKeyLength)
            throw DocumentProblems.IdempotencyInvalid.AsException();

        var owner = context.UserId();
        var name = $"{context.Request.Method} {context.Request.Path}";
        if (await store.ClaimAsync(owner, key, name) is { } known)
            return await ReplayAsync(context, known, name, maxBytes);
        return await RunOnceAsync(context, call, owner, key);
    }

    private async Task<IResult> RunOnceAsync<T>(
        HttpContext context, Func<HttpContext, Task<T>> call, string owner, string key)
    {
        try
        {
            var fingerprint = Begin(context);
            context.Features.Set(fingerprint);
            if (FormParts.Boundary(context.Request) is null)
                await RepeatedRequest.ReadBodyAsync(context, fingerprint);
            var body = JsonSerializer.SerializeToUtf8Bytes(await call(context), ProductJson.Options);
            await store.CompleteAsync(owner, key, body, fingerprint.IsComplete ? fingerprint.Value : null);
            return Json(body);
        }
        finally
        {
            var endedAt = time.GetUtcNow();
            await tidyUp.RunAsync("Release an idempotency key", () => store.ReleaseAsync(owner, key, endedAt));
        }
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, KnownCall known, string name, long maxBytes)
    {
        if (known.Call != name)
            throw DocumentProblems.IdempotencyReused.AsException();
        if (known.Body is not { } body)
            throw DocumentProblems.IdempotencyBusy.AsException();
        if (known.Fingerprint is { } first && first != await FingerprintAsync(context, maxBytes))
            throw DocumentProblems.IdempotencyReused.AsException();
        return Json(body);
    }

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
