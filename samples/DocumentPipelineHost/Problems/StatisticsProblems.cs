namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong with statistics.</summary>
internal static class StatisticsProblems
{
    public static readonly Problem InvalidRange = new(
        "invalid_parameter", 400,
        new("The parameter range is not valid.", "参数 range 无效。"),
        new("Ask for 1h, 24h, 7d or 30d.", "可选值：1h、24h、7d、30d。"));

    public static readonly Problem InvalidScope = new(
        "invalid_parameter", 400,
        new("The parameter scope is not valid.", "参数 scope 无效。"),
        new("Ask for own or all.", "可选值：own、all。"));

    public static readonly Problem OperatorsOnly = new(
        "forbidden", 403,
        new("Only operators see the whole host.", "只有管理员可以查看整个服务的数据。"),
        new("Leave scope=all out, or let an operator add you to Accounts:Operators.", "请去掉 scope=all，或请管理员将您加入 Accounts:Operators。"));
}
