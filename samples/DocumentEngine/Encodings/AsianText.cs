using System.Collections.Frozen;
using System.Text;

namespace DocumentEngine.Encodings;

/// <summary>
/// Distinguishes the encodings of Chinese, Japanese and Korean. Nearly all of their bytes are valid in each other's
/// encodings, but only in the right encoding are the most frequent characters of the language frequent.
/// </summary>
internal static class AsianText
{
    private const int FewCharacters = 8;
    private const double EnoughOfFew = 0.5;
    private const double Enough = 0.22;
    private const int CharactersAnError = 40;

    // The most frequent characters of newspapers and books; in running text every second or third character is one of
    // them.
    private const string Simplified =
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处府研质信四部手册书馆志愿录章规定本每次应该请";

    private const string Traditional =
        "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別她手角期根論運農指幾九區強放決西被做必戰先回則任取據處府研信書館";

    private const string Korean =
        "이다는을가에의하고은를지한로기서사도리어자아인시나해대들정과그수있일보스으전부게라여주제장만면원동공상국연선성세문비미요신우유구니경까무안조트않없된것년적당산적관발오방실등모중용생마진소행영화물때내와계각바치학교회명개반분체재건";

    // Half-width katakana are what single bytes of anything become in Shift-JIS, hence hiragana and common ideographs
    // only.
    private const string Japanese =
        "日本人大年会国中出行事者時場分社東業地部手間学家定方前体開発生新月高立同自話後当主法代性内問意下者用合上物実力理心対動小目名全作度回文外明経戦表見通教書記現長気";

    private static readonly (int CodePage, FrozenSet<char> Common)[] All =
    [
        (54936, Simplified.ToFrozenSet()),
        (950, Traditional.ToFrozenSet()),
        (949, Korean.ToFrozenSet()),
        (932, Japanese.ToFrozenSet()),
        (51932, Japanese.ToFrozenSet()),
    ];

    /// <summary>The encodings in which the bytes read as a language, the best first.</summary>
    public static List<(Encoding Encoding, double Score)> Fitting(byte[] sample)
    {
        var fitting = new List<(Encoding, double Score)>();
        foreach (var (codePage, common) in All)
        {
            var encoding = TextDecoder.WithReplacements(Encoding.GetEncoding(codePage));
            if (Score(encoding.GetString(sample), common, hasKana: codePage is 932 or 51932) is > 0 and var score)
                fitting.Add((encoding, score));
        }

        return [.. fitting.OrderByDescending(static each => each.Score)];
    }

    /// <summary>Whether a text reads as the language of a code page.</summary>
    public static bool Fits(string text, int codePage) => All.Any(each =>
        each.CodePage == codePage && Score(text, each.Common, hasKana: codePage is 932 or 51932) > 0);

    /// <summary>Whether the encoding is one of these.</summary>
    public static bool Knows(int codePage) => All.Any(each => each.CodePage == codePage);

    private static double Score(string text, FrozenSet<char> common, bool hasKana)
    {
        int all = 0, hits = 0, errors = 0;
        foreach (var c in text)
        {
            if (c == '\uFFFD')
                errors++;
            else if (c > '\u007F' && char.IsLetter(c))
                (all, hits) = (all + 1, hits + (IsHit(c, common, hasKana) ? 1 : 0));
        }

        if (all < 2 || errors * CharactersAnError > all + CharactersAnError)
            return 0;
        var share = (double)hits / all;
        return share >= (all < FewCharacters ? EnoughOfFew : Enough) ? share : 0;
    }

    // Chinese encodings have kana too, at the very places of EUC-JP.
    private static bool IsHit(char c, FrozenSet<char> common, bool hasKana) =>
        common.Contains(c) || (hasKana && c is >= '\u3041' and <= '\u3093');
}
