using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Dashboard.Pages;

/// <summary>
/// What the address of the audit page asks for; words such as <c>entity:lab/100</c> and <c>action:start_guest</c> of its text are filters
/// of their own.
/// </summary>
internal sealed record AuditFilter(
    string? Text = null, string? Result = null, string? Cluster = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null)
{
    private static readonly string[] Keys = ["entity:", "action:"];

    private IEnumerable<string> Typed => (Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private string? Rest =>
        string.Join(' ', Typed.Where(word => !Array.Exists(Keys, key => IsFor(word, key)))) is { Length: > 0 } rest ? rest : null;

    private ActionResult? Outcome =>
        Enum.GetValues<ActionResult>().Where(value => Word(value) == Result).Select(value => (ActionResult?)value).FirstOrDefault();

    /// <summary>How a result stands in addresses, as in the API.</summary>
    public static string Word(ActionResult result) => JsonNamingPolicy.SnakeCaseLower.ConvertName(result.ToString());

    /// <summary>An address' time, which is UTC.</summary>
    public static DateTimeOffset? Utc(DateTime? time) =>
        time is { } at
        ? new DateTimeOffset(at.Kind == DateTimeKind.Local ? at.ToUniversalTime() : DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null;

    /// <summary>The same for the store.</summary>
    public ActionQuery Query(int limit, long? before) =>
        new(limit, before, Cluster: Cluster, Result: Outcome, Entity: Keyed(Keys[0]), Action: Keyed(Keys[1]), Since: Since, Until: Until,
            Text: Rest);

    /// <summary>The same for the API, to be put after another parameter.</summary>
    public string Parameters()
    {
        var query = Query(1, null);
        (string Name, string? Value)[] all =
        [
            ("cluster", query.Cluster), ("result", query.Result is { } outcome ? Word(outcome) : null), ("entity", query.Entity),
            ("action", query.Action),
            ("since", Stamp(Since)), ("until", Stamp(Until)), ("q", query.Text),
        ];
        return string.Concat(
            all.Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => $"&{one.Name}={Uri.EscapeDataString(one.Value!)}"));
    }

    private static bool IsFor(string word, string key) =>
        word.Length > key.Length && word.StartsWith(key, StringComparison.OrdinalIgnoreCase);

    private string? Keyed(string key) => Typed.FirstOrDefault(word => IsFor(word, key))?[key.Length..];

    private static string? Stamp(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
