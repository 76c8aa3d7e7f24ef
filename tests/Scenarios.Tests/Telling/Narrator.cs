using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Scenarios.Tests.Playing;

namespace OrleansMonitor.Scenarios.Tests.Telling;

/// <summary>
/// Writes a run down: what truly happened, what the monitor said of it, what it put on record. What differs from run to run (ports, process
/// ids, dates) is written the same each time, and crowds are counted.
/// </summary>
internal static partial class Narrator
{
    // A machine that goes while it is asked cuts the connection before or after the TLS handshake is over, as the threads have it.
    private const string CutInHandshake = "no TLS connection came about. Check that the port speaks https; Proxmox' is 8006.";
    private const string Cut =
        "closed the connection without an answer. Check that the node is up, pveproxy runs there, and no firewall closes the port.";

    private const int Crowd = 6;

    public static string Narrate(Story run, IReadOnlyList<Uri> endpoints, string fingerprint)
    {
        var told = run.Happened.Concat(run.Events.Where(IsNews).Select(Of))
            .Concat(run.Audit
                .Select(row => new Told(
                    row.Timestamp, "audit",
                    $"{row.Action} {row.IncidentKey ?? row.ActionArgs} {row.Result} at level {(int)row.AutonomyLevel}".ToLowerInvariant())
                {
                    Entity = Entity(row.IncidentKey),
                    Order = long.MaxValue,
                }));
        var lines = told
            .Select(line => line with { At = Floor(line.At) })
            .OrderBy(line => line.At)
            .ThenBy(line => line.Kind is "truth" or "monitor" ? 0 : 1)
            .ThenBy(line => line.Entity, StringComparer.Ordinal)
            .ThenBy(line => line.Order)
            .ThenBy(line => line.Text, line => line)
            .Select(line => $"{line.At - ScenarioPlayer.Start:hh\\:mm\\:ss}  {line.Kind,-9} {Plain(line.Text, endpoints, fingerprint)}");
        var text = new StringBuilder();
        foreach (var line in Counted([.. lines])) text.Append(line).Append('\n');
        var open = run.Incidents.Where(incident => incident.IsOpen).Select(incident => incident.Key).Order(StringComparer.Ordinal).ToList();
        return text.Append("open at the end: ").Append(open.Count == 0 ? "nothing" : string.Join(", ", Few(open))).Append('\n').ToString();
    }

    private static IOrderedEnumerable<Told> ThenBy(this IOrderedEnumerable<Told> lines, Func<Told, string> text, Func<Told, Told> _) =>
        lines.ThenBy(text, StringComparer.Ordinal);

    // A condition's begin and end are told by their incident.
    private static bool IsNews(MonitorEvent told) => told.Details.GetValueOrDefault("kind") is not ("raised" or "cleared");

    private static Told Of(MonitorEvent told)
    {
        var kind = told.Type switch
        {
            EventType.Incident => told.Title[(told.Title.LastIndexOf(' ') + 1)..],
            EventType.System => "system",
            EventType.Remediation => "repair",
            _ => "change",
        };
        var unheard = kind is "opened" or "resolved" && !told.Notify ? " (nobody is told)" : "";
        var severity = told.Severity.ToString().ToLowerInvariant();
        var key = told.IncidentKey is { } incident ? $"{incident} " : "";
        return new(told.Timestamp, kind, $"{severity,-8} {key}{told.Message}{unheard}")
        {
            Entity = told.Details.GetValueOrDefault("entity", ""),
            Order = told.Sequence
        };
    }

    private static string Entity(string? key) => key is null ? "" : key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static DateTimeOffset Floor(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), at.Offset);

    private static string Plain(string text, IReadOnlyList<Uri> endpoints, string fingerprint)
    {
        text = text.Replace(CutInHandshake, Cut, StringComparison.Ordinal);
        foreach (var (index, endpoint) in endpoints.Index()) text =
            text.Replace(endpoint.Authority, $"pve{index + 1}:8006", StringComparison.Ordinal);
        // Which endpoint is asked first among equally bad ones hangs on a random pause.
        var asked = new Queue<string>(Endpoint().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal));
        text = Endpoint().Replace(text, _ => asked.Dequeue());
        text = text.Replace(fingerprint, "(the cluster's)", StringComparison.Ordinal);
        text = Upid().Replace(text, match => $"UPID:{match.Groups["node"].Value}:…:{match.Groups["what"].Value}");
        text = Pid().Replace(text, "pid=…");
        return Date().Replace(text, match => string.Create(
            CultureInfo.InvariantCulture,
            $"day {(DateTime.ParseExact(match.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture) - ScenarioPlayer.Start.Date).TotalDays}"));
    }

    // Many lines that differ in nothing but the guest are one line with a number.
    private static IEnumerable<string> Counted(List<string> lines)
    {
        var alike = lines.Select(line => Guest().Replace(line, "…")).ToList();
        var counts = alike.CountBy(like => like, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            var count = counts[alike[i]];
            if (count < Crowd) yield return lines[i];
            else if (alike.IndexOf(alike[i]) == i) yield return $"{alike[i]} ×{count}";
        }
    }

    private static IEnumerable<string> Few(List<string> keys) => keys.Count < Crowd ? keys : [$"{keys.Count} incidents"];

    [GeneratedRegex(@"UPID:(?<node>[^:]+):[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:(?<what>[^\s]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Upid();

    [GeneratedRegex(@"\bpve\d+:8006", RegexOptions.None, 1000)]
    private static partial Regex Endpoint();

    [GeneratedRegex(@"pid=\d+", RegexOptions.None, 1000)]
    private static partial Regex Pid();

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\d\b", RegexOptions.None, 1000)]
    private static partial Regex Date();

    [GeneratedRegex(
        @"\b(VM|CT) [a-z]+\d+ \(\d{3,6}\)|(\b(VM|CT) )?(\blab/)?\b\d{3,6}\b( \([a-z]+\d+\))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Guest();
}
