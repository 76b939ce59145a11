using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Notifications;

/// <summary><c>GET/PUT /api/v2/notifications</c>, the outbox and the channels.</summary>
internal static class NotificationsSetup
{
    private const int Shown = 50;

    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<NotificationOptions, NotificationOptionsRules>(configuration, NotificationOptions.Section);
        services.AddSection<SmtpOptions, SmtpOptionsRules>(configuration, SmtpOptions.Section);
        services
            .AddSingleton<PublicAddresses>()
            .AddSingleton<PublicConnections>()
            .AddSingleton<NotificationSettingsStore>()
            .AddSingleton<DeliveryStore>()
            .AddSingleton<MailFolder>();
        services
            .AddSingleton<IChannel, WebhookChannel>()
            .AddSingleton<IChannel, EmailChannel>()
            .AddSingleton<IChannel, SmsChannel>();
        services.AddSingleton<NotificationSettingsRules>();
        services.AddHostedService<DeliveryLoop>();
        services.AddHostedService<DeliverySweepLoop>();
        return services;
    }

    public static void MapNotifications(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v2/notifications")
            .RequireAuthorization()
            .WithTags("notifications")
            .ProducesProblem(401)
            .ProducesProblem(429);
        group
            .MapGet(
                "",
                (
                    HttpContext context, NotificationSettingsStore settings, IEnumerable<IChannel> channels,
                    DeliveryStore deliveries
                ) => Answer(context.UserId(), settings.Find(context.UserId()), channels, deliveries))
            .WithDescription("The caller's settings, and the log of the newest deliveries.");
        group
            .MapPut(
                "",
                async (
                    HttpContext context, NotificationSettings request, NotificationSettingsRules rules,
                    NotificationSettingsStore settings, IEnumerable<IChannel> channels, DeliveryStore deliveries) =>
                {
                    var kept = rules.Check(request, settings.Find(context.UserId()));
                    await settings.SetAsync(context.UserId(), kept);
                    return Answer(context.UserId(), kept, channels, deliveries);
                })
            .WithDescription(
                "Replaces the caller's settings. A webhook without `secret` keeps that of before where its address "
                    + "is the same, and else gets a new one; it is signed as Standard Webhooks describes."
            )
            .Produces<NotificationsAnswer>()
            .ProducesProblem(400);
        group
            .MapPost(
                "/webhook/on",
                async (
                    HttpContext context, NotificationSettingsStore settings, IEnumerable<IChannel> channels,
                    DeliveryStore deliveries) =>
                {
                    await deliveries.SwitchOnAsync(context.UserId(), Channels.Webhook);
                    return Answer(context.UserId(), settings.Find(context.UserId()), channels, deliveries);
                })
            .WithDescription(
                "Switches the webhook on again that is off after failures (`off` shows it). "
                    + "What the log has as `off` is not sent.")
            .Produces<NotificationsAnswer>();
        MapTest(group);
    }

    private static void MapTest(RouteGroupBuilder group) =>
        group
            .MapPost(
                "/test",
                async (
                    HttpContext context, HostDatabase database, TimeProvider time, NotificationSettingsStore settings,
                    IEnumerable<IChannel> channels, DeliveryStore deliveries) =>
                {
                    var user = context.UserId();
                    var language = RequestLanguage.Of(context.Request);
                    if (
                        await database.WriteAsync(transaction =>
                            NotificationOutbox.Test(transaction, user, language, time.GetUtcNow())) == 0)
                        throw NotificationProblems.NoChannel.AsException();
                    return Answer(user, settings.Find(user), channels, deliveries);
                })
            .WithDescription(
                "Sends a test message on each channel of the caller's kept settings; the log shows the outcome. "
                    + "One a minute and user, else 429 `tested_just_now` with `Retry-After`.")
            .Produces<NotificationsAnswer>()
            .ProducesProblem(409)
            .ProducesProblem(429);

    private static NotificationsAnswer Answer(
        string user, NotificationSettings? settings, IEnumerable<IChannel> channels, DeliveryStore deliveries) =>
        new(
            settings ?? new NotificationSettings(),
            [.. channels.Where(static channel => channel.IsAvailable).Select(static channel => channel.Name)],
            deliveries.Off(user),
            [
                .. deliveries
                    .Log(user, Shown)
                    .Select(static one => new DeliveryItem(
                        one.Id, one.Channel, one.Event, one.SubjectId, one.Status, one.Attempts, one.Detail,
                        one.CreatedAt, one.DueAt)),
            ]);
}
