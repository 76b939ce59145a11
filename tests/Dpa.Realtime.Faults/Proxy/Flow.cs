using System.Net.Sockets;
using System.Threading.Channels;

namespace Dpa.Realtime.Faults.Proxy;

/// <summary>
/// One direction of a connection: what is read is stamped and queued, and written when the rules of that moment allow.
/// The queue's bound is what holds a fast sender back.
/// </summary>
internal sealed class Flow(
    Socket from, Socket to, bool isToServer, ProxyConnection connection, Random random, TimeProvider time)
{
    private const int PieceSize = 16 * 1024;
    private const int MaxPieces = 64;

    private readonly Channel<Piece> _pieces = Channel.CreateBounded<Piece>(
        new BoundedChannelOptions(MaxPieces) { SingleReader = true, SingleWriter = true });
    private long _passed;

    private FlowRules Rules => isToServer ? connection.Rules.ToServer : connection.Rules.ToClient;

    /// <summary>Whether bytes of this direction are lost for good, so that what would follow makes no sense.</summary>
    public bool HasLost { get; private set; }

    /// <summary>Until the connection ends; true where this direction came to its proper end.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var reading = ReadAsync(cancellationToken);
        try
        {
            return await WriteAsync(cancellationToken);
        }
        finally
        {
            _pieces.Writer.TryComplete();
            await reading;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var buffer = new byte[PieceSize];
                var read = await from.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
                await _pieces.Writer.WriteAsync(
                    new Piece(buffer.AsMemory(0, read), time.GetTimestamp(), random.NextDouble()), cancellationToken);
                if (read == 0)
                    return;
            }
        }
        catch (Exception e)
            when (e
                    is SocketException
                        or OperationCanceledException
                        or ObjectDisposedException
                        or ChannelClosedException)
        {
            _pieces.Writer.TryComplete(e);
        }
    }

    private async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        await foreach (var piece in _pieces.Reader.ReadAllAsync(cancellationToken))
        {
            await WaitDueAsync(piece, cancellationToken);
            if (Rules.Mode == FlowMode.Drop)
            {
                HasLost = true; // the end of a connection is lost like everything else
                connection.Counters.Drop(piece.Bytes.Length);
                continue;
            }

            if (piece.Bytes.IsEmpty)
            {
                to.Shutdown(SocketShutdown.Send);
                return true;
            }

            if (!await PassAsync(piece.Bytes, cancellationToken)) return false;
        }

        return false;
    }

    private async Task<bool> PassAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var rules = Rules;
            var slice = Math.Min(
                bytes.Length, rules.BytesPerSecond is { } rate ? Math.Max(1, rate / 20) : bytes.Length);
            if (rules.CutAfterBytes is { } cut && (slice = (int)Math.Min(slice, cut - _passed)) <= 0)
            {
                connection.Cut(rules.CutsByReset);
                return false;
            }

            await to.SendAsync(bytes[..slice], SocketFlags.None, cancellationToken);
            _passed += slice;
            connection.Counters.Pass(isToServer, slice);
            bytes = bytes[slice..];
            if (rules.BytesPerSecond is { } perSecond)
                await Task.Delay(TimeSpan.FromSeconds((double)slice / perSecond), time, cancellationToken);
        }

        return true;
    }

    /// <summary>A change of the rules is heeded at once, for what waits too.</summary>
    private async Task WaitDueAsync(Piece piece, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = connection.RulesChanged;
            var rules = Rules;
            if (rules.Mode == FlowMode.Hold)
            {
                await changed.WaitAsync(cancellationToken);
                continue;
            }

            var left = rules.Delay + (rules.Jitter * piece.Chance) - time.GetElapsedTime(piece.ReadAt);
            if (left <= TimeSpan.Zero) return;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(Task.Delay(left, time, waiting.Token), changed);
            await waiting.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private readonly record struct Piece(ReadOnlyMemory<byte> Bytes, long ReadAt, double Chance);
}
