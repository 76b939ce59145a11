using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Dpa.Realtime.Client;
using Dpa.Realtime.Client.Protocol;

namespace Dpa.Realtime.Testing;

/// <summary>Requests a pipeline's state and lets the server hold the response until there is a newer one.</summary>
internal sealed class LongPolling(RealtimeClientOptions options, string pipelineId, Action opened)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly Uri _address = new(options.Address!, $"api/v1/pipelines/{pipelineId}/progress?wait=25");
    private string? _newest;
    private bool _isOpen;

    public async IAsyncEnumerable<Client.PipelineState> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            if (!_isOpen) opened();
            _isOpen = true;
            var state = await AskAsync(stop).ConfigureAwait(false);
            if (state is null) continue;
            yield return state;
            if (state.IsEnded) yield break; // the server no longer holds its response
        }
    }

    private async Task<Client.PipelineState?> AskAsync(CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        foreach (var (name, value) in options.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (_newest is not null) request.Headers.TryAddWithoutValidation("If-None-Match", _newest);
        try
        {
            using var answer = await options.Http!.SendAsync(request, stop).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.OK) return await ReadAsync(answer, stop).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.NotModified) return null;
            if (answer.StatusCode != HttpStatusCode.NotFound)
                throw new InvalidOperationException(
                    $"The long poll was answered {(int)answer.StatusCode}: "
                        + $"{await answer.Content.ReadAsStringAsync(stop).ConfigureAwait(false)}"
                );
        }
        catch (HttpRequestException)
        {
            _isOpen = false; // the connection was cut
        }

        await Task.Delay(Pause, options.TimeProvider, stop).ConfigureAwait(false);
        return null;
    }

    private async Task<Client.PipelineState?> ReadAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        _newest = answer.Headers.ETag?.ToString();
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop).ConfigureAwait(false));
        return StateReader.Read(document.RootElement)?.State;
    }
}
