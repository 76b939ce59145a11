using System.Text;

namespace Dpa.Realtime.FunctionalTests.Connections.Rfc6455;

/// <summary>
/// Byte sequences that decoders are known to get wrong: the classes of Markus Kuhn's stress test, in hexadecimal.
/// </summary>
internal static class Utf8Sequences
{
    public static readonly byte[] Before = Encoding.UTF8.GetBytes("κόσμε");
    public static readonly byte[] After = "edited"u8.ToArray();

    /// <summary>
    /// The first and last of each length, the neighbours of what is not allowed, and noncharacters, which are.
    /// </summary>
    public static IEnumerable<byte[]> Valid =>
        new[]
        {
            "00", "7F", "C280", "DFBF", "E0A080", "EFBFBF", "F0908080", "F48FBFBF", "ED9FBF", "EE8080", "EFBFBD",
            "EFBFBE", "EFB790", "EFB7AF", "F09FBFBE", "F09FBFBF", "F0AFBFBE", "F3BFBFBF", "F48FBFBE",
            "E0A080F0908080C280",
        }.Select(Convert.FromHexString);

    public static IEnumerable<byte[]> Invalid =>
        new[]
        {
            // Continuation bytes out of place, in ones to sevens, and all of them.
            "80", "BF", "80BF", "80BF80", "80BF80BF", "80BF80BF80", "80BF80BF80BF",
            string.Concat(Enumerable.Range(0x80, 64).Select(b => $"{b:X2}")),
            // Sequences whose end is missing, alone and one after another.
            "C0", "E080", "F08080", "F8808080", "FC80808080", "DF", "EFBF", "F7BFBF", "FBBFBFBF", "FDBFBFBFBF",
            "C0E080F08080F8808080FC80808080DFEFBFF7BFBFFBBFBFBFFDBFBFBFBF",
            // Bytes that never occur, and lengths of five and six.
            "FE", "FF", "FEFEFFFF", "F888808080", "FC8480808080", "F7BFBFBF", "FBBFBFBFBF", "FDBFBFBFBFBF", "F4908080",
            "F5808080",
            // Overlong forms: of a slash, the longest, and of NUL.
            "C0AF", "E080AF", "F08080AF", "F8808080AF", "FC80808080AF", "C1BF", "E09FBF", "F08FBFBF", "F887BFBFBF",
            "FC83BFBFBFBF", "C080", "E08080", "F0808080", "F880808080", "FC8080808080",
            // Surrogates, alone and in pairs.
            "EDA080", "EDADBF", "EDAE80", "EDAFBF", "EDB080", "EDBE80", "EDBFBF", "EDA080EDB080", "EDA080EDBFBF",
            "EDADBFEDB080", "EDADBFEDBFBF", "EDAE80EDB080", "EDAE80EDBFBF", "EDAFBFEDB080", "EDAFBFEDBFBF",
        }.Concat(LonelyStarts()).Select(Convert.FromHexString);

    /// <summary>Each first byte of two, three and four, followed by a space.</summary>
    private static IEnumerable<string> LonelyStarts() => Enumerable.Range(0xC0, 0x3E).Select(b => $"{b:X2}20");
}
