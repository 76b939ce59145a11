using System.Collections.Immutable;

namespace Dpa.Realtime.Codecs;

/// <summary>
/// Transitions, oldest first: all that are kept in one field of the entry, the fresh ones in a message.
/// </summary>
internal static class TransitionsCodec
{
    public static byte[] Encode(ImmutableArray<PipelineTransition> transitions)
    {
        var w = new ByteWriter();
        w.Byte(CodecFormat.Version);
        w.Number(transitions.Length);
        foreach (var transition in transitions) Write(w, transition);
        return w.ToArray();
    }

    public static ImmutableArray<PipelineTransition> Decode(ReadOnlySpan<byte> bytes)
    {
        var r = new ByteReader(bytes);
        r.Version(CodecFormat.Version);
        var transitions = ImmutableArray.CreateBuilder<PipelineTransition>(r.Count());
        while (transitions.Count < transitions.Capacity) transitions.Add(Read(ref r));
        return transitions.MoveToImmutable();
    }

    private static void Write(ByteWriter w, PipelineTransition transition)
    {
        w.Number(transition.Number);
        w.Number(transition.Version);
        w.OptionalText(transition.Stage);
        w.Byte((byte)transition.From);
        w.Byte((byte)transition.To);
        w.Number(transition.Attempt);
        w.Time(transition.Timestamp);
        w.Flag(transition.IsNewAttempt);
        w.OptionalText(transition.Message);
    }

    private static PipelineTransition Read(ref ByteReader r) => new()
    {
        Number = r.Number(),
        Version = r.Number(),
        Stage = r.OptionalText(),
        From = r.Status(),
        To = r.Status(),
        Attempt = (int)r.Number(),
        Timestamp = r.Time(),
        IsNewAttempt = r.Flag(),
        Message = r.OptionalText(),
    };
}
