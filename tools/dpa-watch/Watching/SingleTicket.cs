namespace Dpa.Realtime.Watch.Watching;

/// <summary>A ticket is good once: after it the server says that there is no identity, which is the truth.</summary>
internal sealed class SingleTicket(string ticket)
{
    private string? _ticket = ticket;

    public ValueTask<string?> TakeAsync(CancellationToken cancellationToken) =>
        new(Interlocked.Exchange(ref _ticket, null));
}
