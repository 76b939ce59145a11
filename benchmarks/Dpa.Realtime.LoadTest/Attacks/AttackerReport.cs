namespace Dpa.Realtime.LoadTest.Attacks;

/// <summary>What the attacker did and was given.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="Connections">How many connections, or requests, it made.</param>
/// <param name="Refused">How many of them were refused or closed by the server.</param>
/// <param name="Messages">Messages that it could send.</param>
/// <param name="Sent">Bytes of messages and bodies that it sent.</param>
/// <param name="Received">Bytes that it was sent.</param>
internal sealed record AttackerReport(
    double Seconds, long Connections, long Refused, long Messages, long Sent, long Received);
