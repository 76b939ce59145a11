using System.Text;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>Requests of tus 1.0 as they stand on the wire.</summary>
internal static class TusRequest
{
    public const string Path = "/api/v2/uploads";

    public static HttpRequestMessage Create(long length, params (string Key, string Value)[] metadata) =>
        With(
            new HttpRequestMessage(HttpMethod.Post, Path), ("Upload-Length", Number(length)),
            ("Upload-Metadata", Metadata(metadata)));

    public static HttpRequestMessage Head(string url) => With(new HttpRequestMessage(HttpMethod.Head, url));

    public static HttpRequestMessage Delete(string url) => With(new HttpRequestMessage(HttpMethod.Delete, url));

    public static HttpRequestMessage Patch(
        string url, long offset, byte[] piece, params (string Name, string Value)[] headers)
    {
        var request = With(
            new HttpRequestMessage(HttpMethod.Patch, url) { Content = new ByteArrayContent(piece) },
            [("Upload-Offset", Number(offset)), .. headers]);
        request.Content!.Headers.TryAddWithoutValidation("Content-Type", "application/offset+octet-stream");
        return request;
    }

    /// <summary>A creation with the first piece.</summary>
    public static HttpRequestMessage WithPiece(HttpRequestMessage creation, byte[] piece)
    {
        creation.Content = new ByteArrayContent(piece);
        creation.Content.Headers.TryAddWithoutValidation("Content-Type", "application/offset+octet-stream");
        return creation;
    }

    /// <summary>Sets headers; an empty value takes one out.</summary>
    public static HttpRequestMessage With(HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        if (!request.Headers.Contains("Tus-Resumable"))
            request.Headers.TryAddWithoutValidation("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            if (value.Length > 0)
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static string Metadata(params (string Key, string Value)[] metadata) =>
        string.Join(
            ',',
            metadata.Select(static each => $"{each.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(each.Value))}"));
}
