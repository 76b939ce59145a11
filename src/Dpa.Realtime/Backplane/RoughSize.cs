namespace Dpa.Realtime.Backplane;

/// <summary>Without a look at the text: nearly every state is so far below the limit that this suffices.</summary>
internal readonly struct RoughSize : ITextSize
{
    private const int BytesPerCharacter = 6; // a control character is escaped as \u0000, half an emoji too; a Chinese one takes 3

    public static int Of(string text) => BytesPerCharacter * text.Length;
}
