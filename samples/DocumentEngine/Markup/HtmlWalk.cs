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

    // An end tag closes the nearest element of its name; one that is further out than this is taken for a stray.
    private const int EndReach = 100;
    private const int MaxTitle = 2_000;
    private const int HeadCharacters = 2_000;

    private readonly List<string> _open = [];
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
    private bool _isXml;
    private bool _isTitle;
    private bool _hasTitle;
    private bool _isFirstCell = true;

    private HtmlWalk(MarkedText text) => Text = text;

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

    /// <exception cref="DocumentException">It is nested too deeply.</exception>
    public static HtmlWalk Through(string html) => Through(html, new());

    /// <summary>Walks through a page and writes its text after another one.</summary>
    /// <exception cref="DocumentException">It is nested too deeply.</exception>
    public static HtmlWalk Through(string html, MarkedText text)
    {
        var walk = new HtmlWalk(text) { _isXml = IsXhtml(html) };
        using var source = new TextSource(html);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver)
        {
            SkipComments = true,
            ShouldEmitAttribute = static (ref _, name) =>
                name.Span is "value" or "type" or "start" or "reversed" or "checked",
        };
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            walk.Take(token);
            if (token.Type == HtmlTokenType.StartTag && !walk.IsClosed(token))
                tokenizer.State = ModeOf(token.Name);
        }

        walk.EndReadings();
        walk.Text.EndHeading();
        return walk;
    }

    // The mode that a tree builder sets in the tokenizer: in these elements, only their own end tag is a tag.
    private static HtmlParseMode ModeOf(string name) => name switch
    {
        "title" or "textarea" => HtmlParseMode.RCData,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "script" => HtmlParseMode.Script,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };

    /// <summary>
    /// In XML a tag may end its element at once (<c>&lt;title/&gt;</c>); in HTML only inside a drawing or an equation.
    /// </summary>
    private bool IsClosed(HtmlToken token) =>
        token.AsTag().IsSelfClosing && (_isXml || _drawings > 0 || HtmlNames.Foreign.Contains(token.Name));

    private static bool IsXhtml(string html)
    {
        var head = html.AsSpan(0, Math.Min(html.Length, HeadCharacters));
        return head.TrimStart().StartsWith("<?xml", StringComparison.Ordinal)
            || head.Contains("http://www.w3.org/1999/xhtml", StringComparison.Ordinal);
    }

    private void Take(HtmlToken token)
    {
        if (token.Type == HtmlTokenType.Character)
            Append(token.Data);
        else if (token.Type == HtmlTokenType.StartTag)
            Enter(token.Name, IsClosed(token), token.AsTag());
        else if (token.Type == HtmlTokenType.EndTag)
            Leave(token.Name);
    }

    private void Append(string data)
    {
        if (_isTitle && _title.Length < MaxTitle)
            _title.Append(data);
        else if (_hidden > 0)
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

    private void Enter(string name, bool isClosed, HtmlTagToken tag)
    {
        if (_open is [.., "head"] && !HtmlNames.OfTheHead.Contains(name))
            Close();
        if (_hidden == 0)
            Begin(name, tag);
        if (HtmlNames.WithoutEnd.Contains(name) || isClosed)
            return;
        _isTitle = name == "title" && !_hasTitle && (_hidden == 0 || _open is [.., "head"]);
        _hasTitle |= _isTitle;
        _open.Add(name);
        if (name == "math")
            _equation = new();
        if (_equation is not null)
            AppendEquation(_equation.Begin(name));
        _ruby += name == "ruby" ? 1 : 0;
        _raised += name == "sup" ? 1 : 0;
        if (name is "ol" or "ul")
            _lists.Begin(
                name == "ol", Attribute(tag, "type"), Attribute(tag, "start"), Attribute(tag, "reversed") is not null);
        _hidden += HtmlNames.Hidden.Contains(name) ? 1 : 0;
        _preformatted += name == "pre" ? 1 : 0;
        _drawings += HtmlNames.Foreign.Contains(name) ? 1 : 0;
        if (_open.Count > MostDepth)
            throw DocumentErrors.UnpacksToTooMuch();
    }

    private void Begin(string name, HtmlTagToken tag)
    {
        var isParagraph = HtmlNames.Paragraphs.Contains(name);
        if (isParagraph || HtmlNames.Lines.Contains(name) || name is "li" or "td" or "th")
            EndReadings();
        if (isParagraph)
            Text.Append("\n\n");
        else if (HtmlNames.Lines.Contains(name))
            Text.Append('\n');
        else if (name == "li")
            Text.Append("\n" + _lists.Item(Attribute(tag, "value")));
        else if (name is "td" or "th" && !_isFirstCell)
            Text.Append('\t');
        else if (name == "input")
            Text.Append(InputValue(tag));
        else if (name == "button")
            Text.Append(' ');
        if (name is "td" or "th" or "tr")
            _isFirstCell = name == "tr";
        _isReading = name == "rt" || (_isReading && name is not ("rb" or "rp" or "rtc" or "ruby"));
        Pictures += name is "img" or "image" ? 1 : 0;
        LeftOut.Begin(name);
        if (HtmlNames.HeadingLevel(name) is { } level)
        {
            Text.EndHeading();
            Text.BeginHeading(level);
        }
    }

    // The value that somebody filled in, or the label of a button.
    private static string InputValue(HtmlTagToken tag)
    {
        var type = Attribute(tag, "type") ?? "text";
        if (type.ToUpperInvariant() is "CHECKBOX" or "RADIO")
            return Attribute(tag, "checked") is null ? "☐ " : "☒ ";
        var isShown =
            type.ToUpperInvariant() is not ("HIDDEN" or "PASSWORD" or "RANGE" or "COLOR" or "FILE" or "IMAGE");
        return isShown && Attribute(tag, "value") is { Length: > 0 } value ? $" {value} " : "";
    }

    private static string? Attribute(HtmlTagToken tag, string name)
    {
        foreach (var attribute in tag.Attributes)
        {
            if (attribute.Name == name)
                return attribute.Value;
        }

        return null;
    }

    private void Leave(string name)
    {
        if (_hidden == 0 && name == "p")
            Text.Append("\n\n");
        if (HtmlNames.WithoutEnd.Contains(name))
            return;
        var at = _open.Count == 0 ? -1 : _open.LastIndexOf(name, _open.Count - 1, Math.Min(EndReach, _open.Count));
        if (at < 0)
            return;
        while (_open.Count > at)
            Close();
    }

    /// <summary>The innermost element ends.</summary>
    private void Close()
    {
        var name = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _preformatted -= name == "pre" ? 1 : 0;
        _hidden -= HtmlNames.Hidden.Contains(name) ? 1 : 0;
        _drawings -= HtmlNames.Foreign.Contains(name) ? 1 : 0;
        AppendEquation(_equation?.End() ?? "");
        if (name == "math")
            _equation = null;
        _ruby -= name == "ruby" ? 1 : 0;
        _raised -= name == "sup" ? 1 : 0;
        _isReading &= name is not ("rt" or "ruby");
        if (name is "ol" or "ul")
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
