using System.Collections.Frozen;
using System.Data;
using System.Data.Common;
using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace OrleansMonitor.Hosting.Storage;

/// <summary>
/// The data protection keys that sign browser sessions and forms. Stored in the database, they survive restarts and are shared by all API
/// hosts. A host that makes a key reads all keys again afterwards, and otherwise once a day. API hosts that start together on an empty
/// database would therefore refuse each other's sessions for a day: only the first one's key is stored, and all use it.
/// </summary>
internal sealed class SessionKeys(DbDataSource source) : IXmlRepository
{
    private const string SerializationFailure = "40001";

    private volatile FrozenSet<string> _known = FrozenSet<string>.Empty;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = source.OpenConnection();
        var rows = connection.Query<(string Name, string Content)>("SELECT name, content FROM session_keys ORDER BY name").AsList();
        _known = rows.Select(row => row.Name).ToFrozenSet(StringComparer.Ordinal);
        return [.. rows.Select(row => XElement.Parse(row.Content))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        var isKey = element.Name == "key";
        try
        {
            using var connection = source.OpenConnection();
            using var transaction = connection.BeginTransaction(IsolationLevel.Serializable);
            if (isKey && !connection.Query<string>("SELECT name FROM session_keys", transaction: transaction).All(_known.Contains)) return;
            connection.Execute(
                "INSERT INTO session_keys (name, content) VALUES (@name, @content)",
                new { name = friendlyName, content = element.ToString(SaveOptions.DisableFormatting) }, transaction);
            transaction.Commit();
        }
        catch (DbException problem) when (isKey && problem.SqlState == SerializationFailure)
        {
            // Another host stored one at the same moment.
        }
    }
}
