using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Dashboard.Pages;

/// <summary>
/// The filter in the address of the audit page. Terms of its text such as <c>entity:lab/100</c> and <c>action:start_guest</c> are
/// separate filters.
/// </summary>
internal sealed record AuditFilter(
    string? Text = null, string? Result = null, string? Cluster = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null)
{
    private static readonly string[] Keys = ["entity:", "action:"];

    private IEnumerable<string> Terms => (Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private string? FreeText =>
        string.Join(' ', Terms.Where(word => !Array.Exists(Keys, key => HasKey(word, key)))) is { Length: > 0 } rest ? rest : null;

    private ActionResult? ResultFilter =>
        Enum.GetValues<ActionResult>().Where(value => QueryValue(value) == Result).Select(value => (ActionResult?)value).FirstOrDefault();

    /// <summary>A result as a query parameter, as in the API.</summary>
    public static string QueryValue(ActionResult result) => JsonNamingPolicy.SnakeCaseLower.ConvertName(result.ToString());

    /// <summary>A time in the address, as UTC unless it names an offset; null if it is missing or unreadable.</summary>
    public static DateTimeOffset? Utc(string? time) => DateTimeOffset.TryParse(
        time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read) ? read : null;

    /// <summary>The filter as a query for the store.</summary>
    public ActionQuery Query(int limit, long? before) =>
        new(limit, before, Cluster: Cluster, Result: ResultFilter, Entity: TermValue(Keys[0]), Action: TermValue(Keys[1]), Since: Since,
            Until: Until, Text: FreeText);

    /// <summary>The filter as query parameters for the API, each with a leading <c>&amp;</c>.</summary>
    public string Parameters()
    {
        var query = Query(1, null);
        (string Name, string? Value)[] all =
        [
            ("cluster", query.Cluster), ("result", query.Result is { } result ? QueryValue(result) : null), ("entity", query.Entity),
            ("action", query.Action), ("since", Stamp(Since)), ("until", Stamp(Until)), ("q", query.Text),
        ];
        return string.Concat(
            all.Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => $"&{one.Name}={Uri.EscapeDataString(one.Value!)}"));
    }

    private static bool HasKey(string word, string key) =>
        word.Length > key.Length && word.StartsWith(key, StringComparison.OrdinalIgnoreCase);

    private string? TermValue(string key) => Terms.FirstOrDefault(word => HasKey(word, key))?[key.Length..];

    private static string? Stamp(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
