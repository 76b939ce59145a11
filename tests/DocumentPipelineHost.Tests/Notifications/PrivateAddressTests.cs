using System.Net;
using System.Net.Sockets;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Notifications;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>
/// Private addresses, however they are written, are refused at the connect: nothing reaches a listener there.
/// </summary>
public sealed class PrivateAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://127.255.255.254:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f000001:{0}/")]
    [InlineData("http://0x7f.0.0.1:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://017700000001:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://0:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::]:{0}/")]
    [InlineData("http://[0:0:0:0:0:0:0:1]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::ffff:7f00:1]:{0}/")]
    [InlineData("http://[64:ff9b::7f00:1]:{0}/")]
    [InlineData("http://[2002:7f00:1::]:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://LOCALHOST:{0}/")]
    [InlineData("http://169.254.169.254:{0}/latest/meta-data/")]
    [InlineData("http://10.0.0.1:{0}/")]
    [InlineData("http://172.16.0.1:{0}/")]
    [InlineData("http://192.168.0.1:{0}/")]
    [InlineData("http://100.64.0.1:{0}/")]
    [InlineData("http://[fd00::1]:{0}/")]
    [InlineData("http://[fe80::1]:{0}/")]
    public async Task Connect_ToAPrivateAddress_IsRefusedAndReachesNobody(string form)
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();
        var url = string.Format(
            System.Globalization.CultureInfo.InvariantCulture, form, ((IPEndPoint)listener.LocalEndpoint).Port);
        using var http = new PublicConnections(Addresses()).CreateClient(TimeSpan.FromSeconds(30));

        var exception = await Record.ExceptionAsync(() => http.GetAsync(url, TestContext.Current.CancellationToken));

        Assert.IsType<AddressRefusedException>(
            exception is HttpRequestException { InnerException: { } inner } ? inner : exception);
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    public void Address_IsPublicOrNot(string address, bool isPublic) =>
        Assert.Equal(isPublic, Addresses().Allow(IPAddress.Parse(address)));

    [Fact]
    public void Address_OfAnAllowedNetwork_IsTaken()
    {
        var addresses = Addresses("10.1.2.3, 192.168.7.0/24");

        Assert.True(addresses.Allow(IPAddress.Parse("10.1.2.3")));
        Assert.True(addresses.Allow(IPAddress.Parse("::ffff:192.168.7.9")));
        Assert.False(addresses.Allow(IPAddress.Parse("10.1.2.4")));
    }

    /// <summary>The example of the Standard Webhooks specification.</summary>
    [Fact]
    public void Signature_OfTheSpecificationsExample_IsTheSpecifications() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Sign(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                "{\"test\": 2432232314}"));

    private static PublicAddresses Addresses(string allowed = "") =>
        new(Microsoft.Extensions.Options.Options.Create(new NotificationOptions { AllowedNetworks = allowed }));
}
