namespace Dpa.Realtime.Watch.Watching;

/// <summary>A ticket can be used once: after that the server correctly reports no identity.</summary>
internal sealed class SingleTicket(string ticket)
{
    private string? _ticket = ticket;

    public ValueTask<string?> TakeAsync(CancellationToken cancellationToken) =>
        new(Interlocked.Exchange(ref _ticket, null));
}
