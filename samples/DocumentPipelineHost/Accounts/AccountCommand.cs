using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// <c>DocumentPipelineHost account set|remove NAME</c> and <c>account list</c>: beside a running host too, which ends
/// the sessions.
/// </summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "A command speaks to the terminal.")]
internal static class AccountCommand
{
    private const string Word = "account";
    private const string Usage =
        "Usage: DocumentPipelineHost account set NAME | account remove NAME | account list   (settings follow, as for "
            + "the host; the password comes from the standard input)";

    public static bool IsAskedFor(string[] args) => args is [Word, ..];

    /// <summary>Runs it; 0, or 1 with one line on the error stream.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await RunKnownAsync(args);
        }
        catch (Exception exception) when (StartFailures.Describe(exception) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return 1;
        }
    }

    private static Task<int> RunKnownAsync(string[] args) => args switch
    {
        [_, "list", .. var settings] => WithAsync(settings, static async accounts =>
        {
            foreach (var name in accounts.Names())
                await Console.Out.WriteLineAsync(name);
        }),
        [_, "set", var name, .. var settings] => WithAsync(settings, accounts => SetAsync(accounts, name)),
        [_, "remove", var name, .. var settings] => WithAsync(settings, async accounts =>
        {
            if (!await accounts.RemoveAsync(LocalAccount.Normalize(name)))
                throw new StartException($"There is no account {name}.");
            await Console.Out.WriteLineAsync($"Removed {name}; its documents stay.");
        }),
        _ => throw new StartException(Usage),
    };

    private static async Task SetAsync(AccountStore accounts, string name)
    {
        if (!LocalAccount.IsName(name))
            throw new StartException($"The name '{name}' cannot be used. {LocalAccount.NameRule}");
        if (!Console.IsInputRedirected)
            await Console.Error.WriteLineAsync(
                "The password, then Enter (it is shown as you type; pipe it in to avoid that):");
        var password = await Console.In.ReadLineAsync() ?? string.Empty;
        if (!LocalAccount.IsPassword(name, password))
            throw new StartException($"The password cannot be used. {LocalAccount.PasswordRule}");
        await accounts.SetAsync(LocalAccount.Normalize(name), password);
        await Console.Out.WriteLineAsync($"Set {LocalAccount.Normalize(name)}.");
    }

    private static async Task<int> WithAsync(string[] settings, Func<AccountStore, Task> action)
    {
        await using var app = HostApplication.Create(settings);
        app.Services.GetRequiredService<HostDatabase>().Prepare();
        await action(app.Services.GetRequiredService<AccountStore>());
        return 0;
    }
}
