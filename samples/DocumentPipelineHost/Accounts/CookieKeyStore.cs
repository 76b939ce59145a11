using System.Xml.Linq;
using Dapper;
using DocumentPipelineHost.Database;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// Keys of the session cookies in the shared database: who signed in at one instance is signed in at all.
/// </summary>
internal sealed class CookieKeyStore(HostDatabase database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => database.Read(static connection =>
        connection.Query<string>("SELECT xml FROM cookie_keys").Select(XElement.Parse).ToList());

    /// <summary>On the thread pool: the caller's thread waits for it.</summary>
    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => StoreAsync(element, friendlyName)).GetAwaiter().GetResult();

    private Task<int> StoreAsync(XElement element, string friendlyName) =>
        database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                "INSERT INTO cookie_keys (name, xml) VALUES (@name, @xml) ON CONFLICT (name) DO UPDATE SET xml = "
                    + "excluded.xml",
                new
                {
                    name = string.IsNullOrEmpty(friendlyName) ? Guid.CreateVersion7().ToString("N") : friendlyName,
                    xml = element.ToString(SaveOptions.DisableFormatting),
                },
                transaction));
}
