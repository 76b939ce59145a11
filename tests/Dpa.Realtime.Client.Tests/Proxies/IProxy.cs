namespace Dpa.Realtime.Client.Tests.Proxies;

/// <summary>A server of this library with a proxy in front of it.</summary>
internal interface IProxy
{
    /// <summary>What a browser has in its address bar.</summary>
    Uri Address { get; }

    IProgressNotifier Progress { get; }
}
