using System.Globalization;
using DocumentEngine.Messages;

namespace DocumentPipelineHost.Accounts;

/// <summary>An account of the host's own. Its name in lower case is the user's id.</summary>
/// <param name="Id">The name.</param>
/// <param name="Password">The password's hash.</param>
internal sealed record LocalAccount(string Id, string Password)
{
    public const string NameRule =
        "A name has 1 to 64 letters, digits, dots, hyphens, underscores or @, begins with a letter or digit, and has "
            + "no blank.";

    public static readonly string PasswordRule = MessageCatalog.Text("account.invalid_password.suggestion").En;

    private const int MaxName = 64;
    private const int MinPassword = 10;
    private const int MaxPassword = 256;

    public static string Normalize(string name) => name.Trim().ToLower(CultureInfo.InvariantCulture);

    public static bool IsName(string name) =>
        Normalize(name) is { Length: > 0 and <= MaxName } id
        && char.IsLetterOrDigit(id[0])
        && id.All(static letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_' or '@')
        && Caller.IsValidId(id);

    public static bool IsPassword(string name, string password) =>
        password.Length is >= MinPassword and <= MaxPassword
        && !string.Equals(Normalize(name), Normalize(password), StringComparison.Ordinal);
}
