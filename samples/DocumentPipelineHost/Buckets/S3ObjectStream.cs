using System.Net;
using System.Net.Http.Headers;
using Minio;
using Minio.DataModel.Args;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// An object as a stream that can seek: a request is made when it is read, from where it is read. After a cut the next
/// request begins where the last bytes ended, so that what is read is whole or ends in an error. The requests go to
/// signed addresses, since the library itself gets no parts of objects.
/// </summary>
internal sealed class S3ObjectStream(S3Calls calls, HttpClient network, string bucket, string key, long length) : Stream
{
    /// <summary>Seconds that a signed address holds; it is used at once.</summary>
    private const int AddressSeconds = 300;

    private HttpResponseMessage? _answer;
    private Stream? _body;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = buffer[..(int)Math.Clamp(Length - _position, 0, buffer.Length)];
        if (wanted.IsEmpty)
            return 0;
        var read = await calls.RunAsync((client, watch) => ReadAsync(client, wanted, watch.Token), cancellationToken);
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin)
    {
        var to = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => Length };
        ArgumentOutOfRangeException.ThrowIfNegative(to, nameof(offset));
        if (to != _position)
            Forget();
        return _position = to;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The network is only read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("What is kept does not change.");

    public override void SetLength(long value) => throw new NotSupportedException("What is kept does not change.");

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Forget();
        base.Dispose(disposing);
    }

    private async Task<int> ReadAsync(IMinioClient client, Memory<byte> wanted, CancellationToken ct)
    {
        try
        {
            _body ??= await OpenAsync(client, ct);
            var read = await _body.ReadAsync(wanted, ct);
            return read > 0
                ? read
                : throw new HttpIOException(HttpRequestError.ResponseEnded, "The object ended early.");
        }
        catch
        {
            Forget();
            throw;
        }
    }

    private async Task<Stream> OpenAsync(IMinioClient client, CancellationToken ct)
    {
        var address = await client.PresignedGetObjectAsync(
            new PresignedGetObjectArgs().WithBucket(bucket).WithObject(key).WithExpiry(AddressSeconds));
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = new RangeHeaderValue(_position, Length - 1);
        S3Traffic.Stream(request);
        _answer = await network.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (_answer.StatusCode != HttpStatusCode.PartialContent && _position > 0)
            throw new S3AnswerException(_answer.StatusCode, "NoRange", "The server sends whole objects only.");
        return await _answer.Content.ReadAsStreamAsync(ct);
    }

    private void Forget()
    {
        _body?.Dispose();
        _answer?.Dispose();
        (_body, _answer) = (null, null);
    }
}
