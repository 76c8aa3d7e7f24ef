using System.Data.Common;
using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace OrleansMonitor.Hosting.Storage;

/// <summary>
/// The data protection keys that sign browser sessions and forms. Stored in the database, they survive restarts and are shared by all API
/// hosts.
/// </summary>
internal sealed class SessionKeys(DbDataSource source) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = source.OpenConnection();
        return [.. connection.Query<string>("SELECT content FROM session_keys ORDER BY name").Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = source.OpenConnection();
        connection.Execute(
            "INSERT INTO session_keys (name, content) VALUES (@name, @content)",
            new { name = friendlyName, content = element.ToString(SaveOptions.DisableFormatting) });
    }
}
