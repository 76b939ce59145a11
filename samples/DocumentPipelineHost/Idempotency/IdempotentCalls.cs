using System.Text.Json;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Idempotency;

/// <summary>Runs a creating call at most once for each <c>Idempotency-Key</c>: a repeat gets the first one's answer.</summary>
internal sealed class IdempotentCalls(IdempotencyStore store)
{
    private const string Header = "Idempotency-Key";
    private const int MaxKeyLength = 200;

    public async Task<IResult> RunAsync<T>(HttpContext context, Func<HttpContext, Task<T>> call)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var given))
            return Results.Json(await call(context), ProductJson.Options);
        var key = given.ToString();
        if (key.Length is 0 or > MaxKeyLength)
            throw DocumentProblems.IdempotencyInvalid.AsException();

        var owner = context.UserId();
        var name = $"{context.Request.Method} {context.Request.Path}";
        if (await store.ClaimAsync(owner, key, name) is { } known)
            return Replay(known, name);
        return await RunOnceAsync(context, call, owner, key);
    }

    private async Task<IResult> RunOnceAsync<T>(HttpContext context, Func<HttpContext, Task<T>> call, string owner, string key)
    {
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(await call(context), ProductJson.Options);
            await store.CompleteAsync(owner, key, body);
            return Json(body);
        }
        finally
        {
            await store.ReleaseAsync(owner, key);
        }
    }

    private static IResult Replay(KnownCall known, string name)
    {
        if (known.Call != name)
            throw DocumentProblems.IdempotencyReused.AsException();
        return known.Body is { } body ? Json(body) : throw DocumentProblems.IdempotencyBusy.AsException();
    }

    private static IResult Json(byte[] body) => Results.Bytes(body, "application/json; charset=utf-8");
}
