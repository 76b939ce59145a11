using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;

namespace DocumentEngine.Markup;

/// <summary>One walk through HTML, token by token. Promises: time and memory are linear in the text; nesting is bounded.</summary>
internal sealed partial class HtmlWalk
{
    private const int MostDepth = 20_000;

    // An end tag closes the nearest element of its name; one that is further out than this is taken for a stray.
    private const int EndReach = 100;
    private const int MaxTitle = 2_000;

    private readonly List<string> _open = [];
    private readonly StringBuilder _title = new();
    private int _hidden;
    private int _preformatted;
    private bool _isTitle;
    private bool _hasTitle;
    private bool _isFirstCell = true;

    private HtmlWalk(MarkedText text) => Text = text;

    public MarkedText Text { get; }

    /// <summary>The title that it states, else its first main heading.</summary>
    public string? Title => _title.Length > 0 ? _title.ToString() : Text.Headings.FirstOrDefault(static heading => heading.Level == 1).Title;

    /// <exception cref="DocumentException">It is nested too deeply.</exception>
    public static HtmlWalk Through(string html) => Through(html, new());

    /// <summary>Walks through a page and writes its text after another one.</summary>
    /// <exception cref="DocumentException">It is nested too deeply.</exception>
    public static HtmlWalk Through(string html, MarkedText text)
    {
        var walk = new HtmlWalk(text);
        using var source = new TextSource(html);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver)
        {
            SkipComments = true,
            ShouldEmitAttribute = static (ref _, _) => false,
        };
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            walk.Take(token);
            if (token.Type == HtmlTokenType.StartTag)
                tokenizer.State = ModeOf(token.Name);
        }

        walk.Text.EndHeading();
        return walk;
    }

    // What the tree builder would tell the tokenizer: in these no tag but their own end is one.
    private static HtmlParseMode ModeOf(string name) => name switch
    {
        "title" or "textarea" => HtmlParseMode.RCData,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "script" => HtmlParseMode.Script,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };

    private void Take(HtmlToken token)
    {
        if (token.Type == HtmlTokenType.Character)
            Append(token.Data);
        else if (token.Type == HtmlTokenType.StartTag)
            Enter(token.Name, token.AsTag().IsSelfClosing);
        else if (token.Type == HtmlTokenType.EndTag)
            Leave(token.Name);
    }

    private void Append(string data)
    {
        if (_isTitle && _title.Length < MaxTitle)
            _title.Append(data);
        else if (_hidden == 0)
            Text.Append(_preformatted > 0 ? data : WhiteSpace().Replace(data, " "));
    }

    private void Enter(string name, bool isClosed)
    {
        if (_open is [.., "head"] && !HtmlNames.OfTheHead.Contains(name))
            Close();
        if (_hidden == 0)
            Begin(name);
        if (HtmlNames.WithoutEnd.Contains(name) || (isClosed && name is "svg" or "path"))
            return;
        _isTitle = name == "title" && !_hasTitle && (_hidden == 0 || _open is [.., "head"]);
        _hasTitle |= _isTitle;
        _open.Add(name);
        _hidden += HtmlNames.Hidden.Contains(name) ? 1 : 0;
        _preformatted += name == "pre" ? 1 : 0;
        if (_open.Count > MostDepth)
            throw DocumentErrors.UnpacksToTooMuch();
    }

    private void Begin(string name)
    {
        if (HtmlNames.Paragraphs.Contains(name))
            Text.Append("\n\n");
        else if (HtmlNames.Lines.Contains(name))
            Text.Append('\n');
        else if (name == "li")
            Text.Append("\n• ");
        else if (name is "td" or "th" && !_isFirstCell)
            Text.Append('\t');
        if (name is "td" or "th" or "tr")
            _isFirstCell = name == "tr";
        if (HtmlNames.HeadingLevel(name) is { } level)
        {
            Text.EndHeading();
            Text.BeginHeading(level);
        }
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
        _isTitle = false;
        if (_hidden > 0)
            return;
        if (HtmlNames.HeadingLevel(name) is not null)
            Text.EndHeading();
        else if (HtmlNames.Paragraphs.Contains(name))
            Text.Append("\n\n");
    }

    [GeneratedRegex(@"[ \t\r\n\f]+")]
    private static partial Regex WhiteSpace();
}
