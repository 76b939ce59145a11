namespace Dpa.Realtime.Backplane;

/// <summary>How many bytes a text takes in JSON at most.</summary>
internal interface ITextSize
{
    static abstract int Of(string text);
}
