using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DocumentPipelineHost.Idempotency;

/// <summary>
/// What was sent under an <c>Idempotency-Key</c>: query, headers that count, fields and files, in any order and
/// under any boundary. A feature of the request: the code that reads the body adds to it, and completes it when
/// everything was read.
/// </summary>
internal sealed class RequestFingerprint
{
    private readonly List<string> _entries = [];

    /// <summary>Whether the whole request is in it.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Lower-case hexadecimal SHA-256.</summary>
    public string Value => Hash(Encoding.UTF8.GetBytes(string.Join('\n', _entries.Order(StringComparer.Ordinal))));

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public void AddQuery(string name, string value) => Add("query", name, value);

    public void AddHeader(string name, string value) => Add("header", name, value);

    /// <summary>A part of a form: a field, or, with a name as it is kept, a file.</summary>
    public void AddPart(string name, string? filename, string sha256) =>
        Add("part", name, filename ?? string.Empty, sha256);

    /// <summary>A body that is no form.</summary>
    public void AddBody(ReadOnlySpan<byte> bytes) => Add("body", Hash(bytes));

    public void Complete() => IsComplete = true;

    /// <summary>Lengths in front, so that no two lists of parts make the same entry.</summary>
    private void Add(params ReadOnlySpan<string> parts)
    {
        var entry = new StringBuilder();
        foreach (var part in parts)
            entry.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part};");
        _entries.Add(entry.ToString());
    }
}
