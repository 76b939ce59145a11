using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.FunctionalTests.Access;

/// <summary>ASP.NET Core's own request logging, with all that it can say.</summary>
public sealed class RequestLogTests
{
    [Theory]
    [InlineData(LogLevel.Information)]
    [InlineData(LogLevel.Debug)]
    [InlineData(LogLevel.Trace)]
    public async Task Tickets_OnEachTransport_AreInNoLine(LogLevel level)
    {
        using var lines = new AllLines(level);
        await using var server = await AccessServer.StartAsync(
            build: b =>
                b.Services.AddLogging(lines.AddTo)
                    // one issues them
                    .AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.All & ~HttpLoggingFields.ResponseBody),
            endpoints: app =>
            {
                app.MapDpaWebSocket();
                app.MapDpaProgress();
            },
            use: app => app.UseHttpLogging());
        var token = server.Tokens.Add("user-1");
        var tickets = new List<string>();
        foreach (var transport in TransportNames.All)
        {
            tickets.Add(await server.TicketAsync(token));
            Assert.Null(await Line.RefusalAsync(transport, server, $"DpaTicket {tickets[^1]}"));
            // spent: what refuses says nothing either
            Assert.Equal(401, await Line.RefusalAsync(transport, server, $"DpaTicket {tickets[^1]}"));
        }

        tickets.Add(await server.TicketAsync(token));
        await using (
            await WireClient.ConnectAsync(server.Server, configure: o => o.AddSubProtocol($"dpa.ticket.{tickets[^1]}"))
        ) { }

        var inQuery = await server.TicketAsync(token);
        using (await server.SendAsync(HttpMethod.Get, $"/api/v1/pipelines/p/progress?ticket={inQuery}", null))
        {
        }

        Assert.Contains(lines.All, l =>
            l.Contains("Request starting", StringComparison.Ordinal) && l.Contains(inQuery, StringComparison.Ordinal)
        ); // that is why
        Assert.DoesNotContain(lines.All, l => tickets.Any(t => l.Contains(t, StringComparison.Ordinal)));
    }
}
