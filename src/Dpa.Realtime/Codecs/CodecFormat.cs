namespace Dpa.Realtime.Codecs;

// The folder Codecs: a pipeline and the messages about it as bytes, both ways. It promises that what was written is
// read back equal, and that what is not understood is refused with an InvalidDataException and never half taken.

/// <summary>The first byte of all that is stored or sent; raised when the bytes after it change.</summary>
internal static class CodecFormat
{
    public const byte Version = 2;
}
