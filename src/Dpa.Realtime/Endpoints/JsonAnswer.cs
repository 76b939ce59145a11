using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>A ready-made JSON body, never cached by anything in between.</summary>
internal static class JsonAnswer
{
    public static Task WriteAsync(HttpContext http, byte[] body)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
