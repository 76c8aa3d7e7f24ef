using System.Diagnostics.CodeAnalysis;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>Texts in PostgreSQL may contain any character except NUL.</summary>
internal static class PostgreSqlText
{
    /// <summary>The text with each NUL replaced by U+FFFD.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Storable(this string? text) =>
    text is not null && text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;
}
