using System.Collections.Frozen;
using System.Text;

namespace DocumentEngine.Text;

/// <summary>
/// Gives each letter and digit its one usual form, so that what looks the same is found as the same. PDFs made by
/// browsers contain radicals (U+2F42, U+2EDA) in the place of the ideographs 文 and 页. Letters and digits get Unicode's
/// NFKC form; punctuation, superscripts and circled numbers keep theirs, because "，" is not "," to a Chinese reader and
/// 10² is not 102.
/// </summary>
internal static class LetterForms
{
    /// <summary>The text in its usual letters, in Unicode form C.</summary>
    public static string Unify(string text)
    {
        var clean = HasLoneSurrogate(text) ? WithoutLoneSurrogates(text) : text;
        if (clean.IsNormalized(NormalizationForm.FormKC) && clean.AsSpan().IndexOfAnyInRange('\u2E80', '\u2EFF') < 0)
            return clean;
        var unified = new StringBuilder(clean.Length);
        foreach (var rune in clean.EnumerateRunes())
        {
            if (Radicals.TryGetValue(rune.Value, out var ideograph))
                unified.Append(ideograph);
            else if (IsCompatibilityLetter(rune.Value))
                unified.Append(rune.ToString().Normalize(NormalizationForm.FormKC));
            else
                unified.Append(rune.ToString());
        }

        return unified.ToString().Normalize(NormalizationForm.FormC);
    }

    private static bool IsCompatibilityLetter(int value) =>
        value
            is (>= 0x2E80 and <= 0x2FDF)
                or (>= 0x3131 and <= 0x318E)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0xFB00 and <= 0xFB4F)
                or (>= 0xFE10 and <= 0xFE19)
                or (>= 0xFE30 and <= 0xFE44)
                or (>= 0xFB50 and <= 0xFDCF)
                or (>= 0xFE70 and <= 0xFEFC)
                or (>= 0xFF10 and <= 0xFF19)
                or (>= 0xFF21 and <= 0xFF3A)
                or (>= 0xFF41 and <= 0xFF5A)
                or (>= 0xFF66 and <= 0xFFDC)
                or (>= 0x1D400 and <= 0x1D7FF)
                or (>= 0x2F800 and <= 0x2FA1F);

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return true;
            i++;
        }

        return false;
    }

    // EnumerateRunes gives U+FFFD for a lone surrogate; string.Normalize would throw on it.
    private static string WithoutLoneSurrogates(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            kept.Append(rune.ToString());
        return kept.ToString();
    }

    // The CJK Radicals Supplement has no compatibility mapping but for two; these follow Unicode's
    // EquivalentUnifiedIdeograph.txt.
    private static readonly FrozenDictionary<int, char> Radicals = new Dictionary<int, char>
    {
        [0x2E81] = '厂', [0x2EA0] = '民', [0x2EA9] = '王', [0x2EBC] = '肉', [0x2EC4] = '西', [0x2EC5] = '见', [0x2EC6] = '角',
        [0x2EC9] = '贝', [0x2ECB] = '车', [0x2ED1] = '長', [0x2ED3] = '长', [0x2ED4] = '门', [0x2ED7] = '雨', [0x2ED8] = '青',
        [0x2ED9] = '韦', [0x2EDA] = '页', [0x2EDB] = '风', [0x2EDC] = '飞', [0x2EDD] = '食', [0x2EE2] = '马', [0x2EE3] = '骨',
        [0x2EE4] = '鬼', [0x2EE5] = '鱼', [0x2EE6] = '鸟', [0x2EE7] = '卤', [0x2EE8] = '麦', [0x2EE9] = '黄', [0x2EEA] = '黾',
        [0x2EEB] = '斉', [0x2EEC] = '齐', [0x2EED] = '歯', [0x2EEE] = '齿', [0x2EEF] = '竜', [0x2EF0] = '龙', [0x2EF2] = '亀',
    }.ToFrozenDictionary();
}
