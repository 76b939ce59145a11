using DocumentEngine.Text;

namespace DocumentPipelineHost.Problems;

/// <summary>What may be wrong with notification settings.</summary>
internal static class NotificationProblems
{
    public static readonly Problem Url = Of(
        new("The webhook's address cannot be used.", "Webhook 地址不可用。"),
        new("Give a public http or https address of at most 2,048 characters, without a name or password in it.", "请填写公网 http 或 https 地址，不超过 2048 个字符，且不含用户名或密码。"));

    public static readonly Problem Secret = Of(
        new("The webhook's secret cannot be used.", "Webhook 密钥不可用。"),
        new("Leave it out to get one, or send whsec_ and the base64 of 24 to 64 bytes.", "请留空以自动生成，或使用 whsec_ 加 24–64 字节的 base64。"));

    public static readonly Problem Email = Of(
        new("The e-mail address cannot be used.", "电子邮件地址不可用。"), new("Write it as name@example.com.", "请按 name@example.com 的格式填写。"));

    public static readonly Problem Number = Of(
        new("The phone number cannot be used.", "电话号码不可用。"), new("Write it as +4915112345678.", "请按 +8613812345678 的格式填写。"));

    public static readonly Problem Events = Of(
        new("An event is unknown.", "存在未知的事件。"), new("Choose from completed, failed and batch.", "可选值：completed、failed、batch。"));

    public static readonly Problem Unavailable = new(
        "channel_unavailable", 400,
        new("The channel {0} is not configured here.", "此服务未配置 {0} 通道。"),
        new("Ask an operator to set Smtp:Host or Notifications:SmsGateway.", "请管理员设置 Smtp:Host 或 Notifications:SmsGateway。"));

    private static Problem Of(LocalizedText message, LocalizedText suggestion) => new("invalid_parameter", 400, message, suggestion);
}
