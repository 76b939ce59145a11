using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>Sends a request to its last byte before it looks for an answer, as many clients do.</summary>
internal static class WholeBodySender
{
    private const int Piece = 64 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The answer's status, and the code of its problem.</summary>
    /// <param name="host">Where to.</param>
    /// <param name="call">Such as <c>POST /api/v2/batches</c>.</param>
    /// <param name="headers">Each with its value.</param>
    /// <param name="start">How the body begins.</param>
    /// <param name="filling">How many letters follow.</param>
    /// <param name="end">How it ends.</param>
    /// <param name="isChunked">Whether its length is not announced.</param>
    public static async Task<(int Status, string? Code)> SendAsync(
        Uri host, string call, IEnumerable<string> headers, string start, int filling, string end, bool isChunked)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(host.Host, host.Port, limit.Token);
        await using var stream = client.GetStream();
        var length = start.Length + filling + end.Length;
        string[] lines =
        [
            $"{call} HTTP/1.1", $"Host: {host.Authority}", "Connection: close", .. headers,
            isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {length}", "", "",
        ];
        await stream.WriteAsync(Bytes(string.Join("\r\n", lines)), limit.Token);
        await WriteAsync(Bytes(start));
        var letters = Bytes(new string('a', Piece));
        for (var left = filling; left > 0; left -= Piece)
            await WriteAsync(letters.AsMemory(0, Math.Min(left, Piece)));
        await WriteAsync(Bytes(end));
        if (isChunked)
            await stream.WriteAsync(Bytes("0\r\n\r\n"), limit.Token);

        using var reader = new StreamReader(stream);
        return Read(await reader.ReadToEndAsync(limit.Token));

        async Task WriteAsync(ReadOnlyMemory<byte> part)
        {
            if (part.Length == 0)
                return;
            if (isChunked)
                await stream.WriteAsync(Bytes($"{part.Length:x}\r\n"), limit.Token);
            await stream.WriteAsync(part, limit.Token);
            if (isChunked)
                await stream.WriteAsync(Bytes("\r\n"), limit.Token);
        }
    }

    private static (int Status, string? Code) Read(string answer)
    {
        Assert.True(answer.Length > 12, $"The answer is '{answer}'.");
        var (from, to) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        return (
            int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture),
            from < 0 ? null : (string?)JsonNode.Parse(answer[from..(to + 1)])!["code"]);
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
