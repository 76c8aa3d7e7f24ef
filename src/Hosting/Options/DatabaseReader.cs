using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the database options.</summary>
internal static class DatabaseReader
{
    public static void Read(DatabaseOptions options, ProblemList problems)
    {
        problems.Require(
            options.IsPostgreSql || string.Equals(options.Provider, DatabaseOptions.Sqlite, StringComparison.OrdinalIgnoreCase),
            "Database:Provider",
            $"is '{options.Provider}'; this version knows Sqlite and PostgreSql.");
        if (string.IsNullOrWhiteSpace(options.ConnectionString)) problems.Add("Database:ConnectionString", "is empty.");
        else if (options.IsPostgreSql && Storage.PostgreSqlStorage.Problem(options.ConnectionString) is { } problem)
            problems.Add("Database:ConnectionString", problem);
        else if (Placeholders.Has(options.ConnectionString))
            problems.Add("Database:ConnectionString", "contains a placeholder; set the real password.");
    }
}
