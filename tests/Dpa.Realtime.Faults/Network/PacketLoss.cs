using System.Diagnostics;
using System.Globalization;

namespace Dpa.Realtime.Faults.Network;

/// <summary>
/// Packets of the loopback interface, to and from one TCP port, that are lost by chance (nftables; needs root). In a
/// table of its own that goes with it.
/// </summary>
public sealed class PacketLoss : IDisposable
{
    private readonly string _table;

    private PacketLoss(string table) => _table = table;

    /// <summary>From now on until it is disposed.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="percent">1 to 100.</param>
    /// <exception cref="InvalidOperationException">nft refused.</exception>
    public static PacketLoss Begin(int port, int percent)
    {
        var table = string.Create(CultureInfo.InvariantCulture, $"dpa_loss_{Environment.ProcessId}_{port}");
        var chance =
            percent == 100
                ? "drop"
                : string.Create(CultureInfo.InvariantCulture, $"numgen random mod 100 < {percent} drop");
        var refusal = Run(
            $$"""
            table inet {{table}} {
                chain loss {
                    type filter hook input priority 0;
                    tcp dport {{port}} {{chance}}
                    tcp sport {{port}} {{chance}}
                }
            }
            """);
        return refusal is null ? new PacketLoss(table) : throw new InvalidOperationException($"nft: {refusal}");
    }

    /// <summary>Why it does not work here; null where it does.</summary>
    public static string? Refusal()
    {
        try
        {
            using var _ = Begin(1, 1);
            return null;
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    /// <summary>Packets pass again.</summary>
    public void Dispose() => Run($"delete table inet {_table}");

    private static string? Run(string rules)
    {
        using var nft = Process.Start(
            new ProcessStartInfo("nft", ["-f", "-"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        nft.StandardInput.Write(rules + "\n");
        nft.StandardInput.Close();
        var error = nft.StandardError.ReadToEnd();
        nft.WaitForExit();
        return nft.ExitCode == 0 ? null : error.Trim();
    }
}
