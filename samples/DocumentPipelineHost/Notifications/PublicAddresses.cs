using System.Net;
using System.Net.Sockets;
using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Notifications;

/// <summary>
/// Decides which addresses of users' webhooks are allowed: those of the public internet, and what
/// <c>Notifications:AllowedNetworks</c> adds. The check is made on the address that is connected to, so neither a
/// different spelling nor a name that resolves to something else bypasses it.
/// </summary>
internal sealed class PublicAddresses(IOptions<NotificationOptions> options)
{
    // RFC 6890 and its registries: what is not globally reachable, and multicast.
    private static readonly System.Net.IPNetwork[] Closed =
    [
        .. (
            (string[])
                [
                    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
                    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
                    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
                ]).Select(System.Net.IPNetwork.Parse),
    ];

    // Of IPv6 only global unicast is public; within it, these carry or hide other addresses.
    private static readonly System.Net.IPNetwork Global = System.Net.IPNetwork.Parse("2000::/3");

    private static readonly System.Net.IPNetwork[] ClosedGlobal =
        [.. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(System.Net.IPNetwork.Parse)];

    private readonly System.Net.IPNetwork[] _allowed =
    [
        .. NotificationOptions.Parts(options.Value.AllowedNetworks)
            .Select(static one =>
                IPAddress.TryParse(one, out var address)
                    ? new System.Net.IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
                    : System.Net.IPNetwork.Parse(one)),
    ];

    public bool Allow(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_allowed, network => network.Contains(plain)) || IsPublic(plain);
    }

    private static bool IsPublic(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? !Array.Exists(Closed, network => network.Contains(address))
        : Global.Contains(address) && !Array.Exists(ClosedGlobal, network => network.Contains(address));
}
