using Dpa.Realtime.Codecs;

namespace Dpa.Realtime;

/// <summary>A message between nodes, by way of a store.</summary>
public sealed class StoreMessage
{
    private readonly PipelineState? _before;
    private readonly ReadOnlyMemory<byte> _given;
    private byte[]? _encoded;

    /// <summary>Creates a message from what a store has received.</summary>
    /// <param name="topic">The topic that it was sent to.</param>
    /// <param name="content">What was sent.</param>
    public StoreMessage(string topic, ReadOnlyMemory<byte> content)
    {
        Topic = topic;
        _given = content;
    }

    internal StoreMessage(PipelineState? before, AcceptedChange change)
    {
        Topic = change.State.Id;
        _before = before;
        Change = change;
    }

    internal StoreMessage(string topic, Notice notice)
    {
        Topic = topic;
        Notice = notice;
    }

    /// <summary>A pipeline's id, or a name with a slash.</summary>
    public string Topic { get; }

    /// <summary>What is sent.</summary>
    public ReadOnlyMemory<byte> Content =>
        Change is null && Notice is null ? _given : _encoded ??= Encode();

    /// <summary>Where it did not leave the process: the change itself.</summary>
    internal AcceptedChange? Change { get; }

    /// <summary>Where it did not leave the process: the notice itself.</summary>
    internal Notice? Notice { get; }

    private byte[] Encode() =>
        Change is null ? NoticeCodec.Encode(Notice!) : ChangeMessageCodec.Encode(_before, Change, 0);
}
