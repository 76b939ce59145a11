namespace DocumentPipelineHost.Notifications;

/// <summary>The name leads to no public address.</summary>
internal sealed class AddressRefusedException(string host)
    : Exception(
        $"{host} is no public address. Name a public one, or let an operator add its network to "
            + $"Notifications:AllowedNetworks."
    );
