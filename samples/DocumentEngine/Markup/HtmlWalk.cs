using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Text;

namespace DocumentEngine.Markup;

/// <summary>
/// One walk through HTML, token by token. Promises: time and memory are linear in the text; nesting is bounded.
/// </summary>
internal sealed partial class HtmlWalk
{
    private const int MostDepth = 20_000;

    // The end tag of no block closes the nearest element of its name; one that is further out is taken for a stray.
    private const int EndReach = 100;
    private const int MaxTitle = 2_000;

    private readonly List<string> _open = [];
    private readonly Dictionary<string, int> _openOfName = new(StringComparer.Ordinal);
    private readonly HtmlAsides _asides;
    private readonly HtmlEnds _ends;
    private readonly bool _isXml;
    private readonly StringBuilder _title = new();
    private readonly StringBuilder _readings = new();
    private readonly HtmlLists _lists = new();
    private HtmlEquation? _equation;
    private int _hidden;
    private int _preformatted;
    private int _drawings;
    private int _ruby;
    private int _raised;
    private bool _isReading;
    private bool _isTitle;
    private bool _hasTitle;
    private bool _isFirstCell = true;

    private HtmlWalk(MarkedText text, string html)
    {
        (Text, _ends, _isXml) = (text, new(html), HtmlTags.IsXhtml(html));
        _asides = new(text, LeftOut);
    }

    public MarkedText Text { get; }

    /// <summary>What was not read on purpose.</summary>
    public HtmlLeftOut LeftOut { get; } = new();

    /// <summary>How many pictures it shows.</summary>
    public int Pictures { get; private set; }

    /// <summary>The title that it states, else its first main heading.</summary>
    public string? Title =>
        _title.Length > 0
            ? _title.ToString()
            : Text.Headings.FirstOrDefault(static heading => heading.Level == 1).Title;

    /// <summary>Whether a title of its own stands in it, closed and with words.</summary>
    public bool HasTitleElement { get; private set; }

    /// <exception cref="DocumentException">It is nested too deeply.</exception>
    public static HtmlWalk Through(string html) => Through(html, new());

    /// <summary>Walks through a page and writes its text after another one.</summary>
    /// <exception cref="DocumentException">It is nested too deeply.</exception>
    public static HtmlWalk Through(string html, MarkedText text)
    {
        var whole = HtmlEnds.WithoutOpenComment(html);
        var walk = new HtmlWalk(text, whole);
        using var source = new TextSource(whole);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver)
        {
            SkipComments = true,
            ShouldEmitAttribute = static (ref _, name) =>
                name.Span is "value" or "type" or "start" or "reversed" or "checked" or "alt",
            IsAcceptingCharacterData = walk._isXml,
        };
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            var mode = token.Type == HtmlTokenType.StartTag && !walk.IsClosed(token)
                ? HtmlTags.ModeOf(token.Name) : HtmlParseMode.PCData;
            // The tags after one that is never closed are tags.
            var isCut = token.Type == HtmlTokenType.StartTag
                && walk._ends.IsCut(token.Name, mode, source.Index, walk._ruby > 0, walk._equation is not null);
            walk.Take(token, isCut);
            if (token.Type == HtmlTokenType.StartTag && !walk.IsClosed(token) && !isCut && !walk.IsDrawnTitle(token))
                tokenizer.State = mode;
        }

        walk.EndReadings();
        walk.Text.EndHeading();
        return walk;
    }

    /// <summary>
    /// In XML a tag may end its element at once (<c>&lt;title/&gt;</c>); in HTML only inside a drawing or an equation.
    /// </summary>
    private bool IsClosed(HtmlToken token) =>
        token.AsTag().IsSelfClosing && (_isXml || _drawings > 0 || HtmlNames.Foreign.Contains(token.Name));

    private bool IsDrawnTitle(HtmlToken token) => token.Name == "title" && _drawings > 0;

    private void Take(HtmlToken token, bool isCut)
    {
        if (token.Type == HtmlTokenType.Character)
            Append(token.Data);
        else if (token.Type == HtmlTokenType.StartTag)
            Enter(token.Name, IsClosed(token), isCut, token.AsTag());
        else if (token.Type == HtmlTokenType.EndTag)
            Leave(token.Name);
    }

    private void Append(string data)
    {
        if (_isTitle && _title.Length < MaxTitle)
            _title.Append(data);
        if (_open is [.., "head"] && !string.IsNullOrWhiteSpace(data))
            Close();
        HasTitleElement |= _isTitle && _hidden > 0 && !string.IsNullOrWhiteSpace(data);
        if (_hidden > 0)
            LeftOut.Words(data);
        else if (_isReading)
            _readings.Append(WhiteSpace().Replace(data, " "));
        else
            AppendShown(Spaced(_raised > 0 ? Superscripts.Of(data) : data));
    }

    private string Spaced(string data) => _preformatted > 0 ? data : WhiteSpace().Replace(data, " ");

    private void AppendShown(string words)
    {
        if (_ruby == 0)
            EndReadings();
        Text.Append(words);
    }

    private void AppendEquation(string sign)
    {
        if (_hidden == 0)
            Text.Append(sign);
    }

    // They follow the words that they belong to, so that these stay together.
    private void EndReadings()
    {
        if (_readings.Length > 0)
            Text.Append($"({_readings})");
        _readings.Clear();
    }

    private void Enter(string name, bool isClosed, bool isCut, HtmlTagToken tag)
    {
        _isTitle = false;
        if (_open is [.., "script" or "style"])
        {
            // It has no end tag. A script may hold tags of its own.
            if (_open[^1] == "script" && name != "body" && !HtmlNames.Paragraphs.Contains(name))
                return;
            Close();
        }

        if (_open is [.., "rp"] || (_open is [.., "head"] && !HtmlNames.OfTheHead.Contains(name)))
            Close();
        var isTitle = name == "title" && !_hasTitle && _hidden == 0 && _drawings == 0;
        if (_hidden == 0)
            Begin(name, tag, isTitle, isCut);
        if (HtmlNames.WithoutEnd.Contains(name) || isClosed)
            return;
        _isTitle = isTitle;
        _hasTitle |= isTitle;
        // What is never closed hides nothing.
        if (isCut && name is not ("script" or "style"))
            return;
        Push(name, tag);
    }

    private void Push(string name, HtmlTagToken tag)
    {
        if (_hidden == 0 && HtmlNames.Asides.Contains(name))
        {
            EndReadings();
            _asides.Begin(_open.Count, Pictures);
        }

        _open.Add(name);
        _openOfName[name] = _openOfName.GetValueOrDefault(name) + 1;
        if (name == "math")
            _equation = new();
        if (_equation is not null)
            AppendEquation(_equation.Begin(name));
        _ruby += name == "ruby" ? 1 : 0;
        _raised += name == "sup" ? 1 : 0;
        if (HtmlNames.Lists.Contains(name))
            _lists.Begin(
                name == "ol", HtmlTags.Attribute(tag, "type"), HtmlTags.Attribute(tag, "start"),
                HtmlTags.Attribute(tag, "reversed") is not null);
        _hidden += IsHidden(name) ? 1 : 0;
        _preformatted += HtmlNames.Preformatted.Contains(name) ? 1 : 0;
        _drawings += HtmlNames.Foreign.Contains(name) ? 1 : 0;
        if (_open.Count > MostDepth)
            throw DocumentErrors.UnpacksToTooMuch();
    }

    // The title of a drawing is words of it.
    private bool IsHidden(string name) =>
        HtmlNames.Hidden.Contains(name) && !(name == "title" && _drawings > 0);

    private void Begin(string name, HtmlTagToken tag, bool isTitle, bool isCut)
    {
        var isParagraph = HtmlNames.Paragraphs.Contains(name);
        if (isParagraph || HtmlNames.Lines.Contains(name) || name is "li" or "td" or "th")
            EndReadings();
        if (isParagraph)
            Text.Append("\n\n");
        else if (HtmlNames.Lines.Contains(name))
            Text.Append('\n');
        else if (name == "li")
            Text.Append("\n" + _lists.Item(HtmlTags.Attribute(tag, "value")));
        else if (name is "td" or "th" && !_isFirstCell)
            Text.Append('\t');
        else if (name == "input")
            Text.Append(HtmlTags.InputValue(tag));
        else if (name == "button")
            Text.Append(' ');
        else if (name is "img" or "area" && HtmlTags.Attribute(tag, "alt") is { Length: > 0 } words)
            AppendShown($" {WhiteSpace().Replace(words, " ")} ");
        if (name is "td" or "th" or "tr")
            _isFirstCell = name == "tr";
        _isReading = name == "rt" || (_isReading && name is not ("rb" or "rp" or "rtc" or "ruby"));
        Pictures += name is "img" or "image" ? 1 : 0;
        LeftOut.Begin(isTitle || (name == "title" && _drawings > 0) ? "" : name, isCut);
        if (HtmlNames.HeadingLevel(name) is { } level)
        {
            Text.EndHeading();
            Text.BeginHeading(level);
        }
    }

    private void Leave(string name)
    {
        _isTitle = false;
        if (_hidden == 0 && name == "p")
            Text.Append("\n\n");
        if (HtmlNames.WithoutEnd.Contains(name) || _openOfName.GetValueOrDefault(name) == 0)
            return;
        // A block's end tag closes it wherever it is: each step of the search closes an element.
        var isBlock = HtmlNames.IsBlock(name);
        var reach = isBlock ? _open.Count : Math.Min(EndReach, _open.Count);
        var at = _open.LastIndexOf(name, _open.Count - 1, reach);
        if (at < 0 || (!isBlock && _asides.Depth > at))
            return;
        while (_open.Count > at + 1)
            Close();
        if (_asides.Depth == at)
        {
            _readings.Clear();
            Pictures = _asides.LeaveOut(name, Pictures);
        }

        Close();
    }

    /// <summary>The innermost element ends.</summary>
    private void Close()
    {
        var name = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _openOfName[name]--;
        _asides.Close(_open.Count);
        _preformatted -= HtmlNames.Preformatted.Contains(name) ? 1 : 0;
        _drawings -= HtmlNames.Foreign.Contains(name) ? 1 : 0;
        _hidden -= IsHidden(name) ? 1 : 0;
        AppendEquation(_equation?.End() ?? "");
        if (name == "math")
            _equation = null;
        _ruby -= name == "ruby" ? 1 : 0;
        _raised -= name == "sup" ? 1 : 0;
        _isReading &= name is not ("rt" or "ruby");
        if (HtmlNames.Lists.Contains(name))
            _lists.End();
        _isTitle = false;
        if (_hidden > 0)
            return;
        if (HtmlNames.HeadingLevel(name) is not null)
            Text.EndHeading();
        else if (name is "button" or "textarea")
            Text.Append(' ');
        else if (HtmlNames.Paragraphs.Contains(name))
            Text.Append("\n\n");
    }

    [GeneratedRegex(@"[ \t\r\n\f]+")]
    private static partial Regex WhiteSpace();
}
