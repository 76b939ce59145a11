using DocumentEngine.Documents;
using DocumentEngine.Encodings;

namespace DocumentEngine.Parsing;

/// <summary>What a reader should know of how a text was decoded.</summary>
internal static class TextWarnings
{
    public static IReadOnlyList<DocumentWarning> Of(TextReading reading)
    {
        var warnings = new DocumentWarnings();
        if (reading.IsGuessed)
        {
            warnings.Add(
                DocumentWarningCodes.EncodingGuessed,
                new($"The file names no encoding: it was read as {reading.Encoding}.", $"文件未声明编码：已按 {reading.Encoding} 读取。"));
        }

        if (reading.Damaged > 0)
        {
            warnings.Add(
                DocumentWarningCodes.UnreadableCharacters,
                new(
                    $"{reading.Damaged} places hold bytes that are no characters of {reading.Encoding}; each is shown as \uFFFD.",
                    $"有 {reading.Damaged} 处字节不是有效的 {reading.Encoding} 字符，已显示为 \uFFFD。"));
        }

        return warnings.ToList();
    }
}
