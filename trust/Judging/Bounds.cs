using System.Globalization;
using System.Reflection;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Trust.Judging.Faults;

namespace OrleansMonitor.Trust.Judging;

/// <summary>The promised bounds, read from the table of <c>docs/trust.md</c>.</summary>
public sealed class Bounds
{
    // One to detect, one to confirm, one that is lost.
    private const int Polls = 3;
    private const string Resource = "trust.md";
    private readonly Dictionary<FaultKind, Bound> _all;

    private Bounds(Dictionary<FaultKind, Bound> all) => _all = all;

    /// <summary>The embedded table.</summary>
    public static Bounds Documented { get; } = Parse(Document());

    /// <summary>The bound of a kind of fault.</summary>
    public Bound this[FaultKind kind] => _all[kind];

    /// <summary>Reads the first table that has a column <c>Reported within</c>.</summary>
    /// <exception cref="FormatException">A kind of fault is missing or unknown, or a condition or figure cannot be read.</exception>
    public static Bounds Parse(string markdown)
    {
        var rows = markdown.Split('\n').Select(line => line.Trim()).SkipWhile(line => !IsHead(line)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'));
        var all = new Dictionary<FaultKind, Bound>();
        foreach (var row in rows)
        {
            var cells = row.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
            if (cells.Length != 7) throw new FormatException($"A row has {cells.Length} cells instead of 7: {row}");
            if (!Enum.TryParse<FaultKind>(cells[0].Trim('`'), out var kind)
                || !all.TryAdd(kind, Read(cells))) throw new FormatException($"'{cells[0]}' is no kind of fault, or stands there twice.");
        }

        var missing = Enum.GetValues<FaultKind>().Except(all.Keys).ToList();
        return missing.Count == 0 ? new(all) : throw new FormatException($"The table of bounds lacks {string.Join(", ", missing)}.");
    }

    /// <summary>The bounds for the configured periods. The table is for the default ones; longer periods extend the bounds.</summary>
    internal Bounds For(Truth.ConfiguredSettings settings) => new(_all.ToDictionary(pair => pair.Key, pair =>
    {
        var later = pair.Key switch
        {
            FaultKind.ServiceDown or FaultKind.StorageUnavailable or FaultKind.BackupFailed or FaultKind.ReplicationFailed
                or FaultKind.CertificateExpiring or FaultKind.BackupMissing => settings.RoutinePeriod - TimeSpan.FromMinutes(5),
            FaultKind.LimitExceeded or FaultKind.QuorumLost => settings.ImportantPeriod - TimeSpan.FromSeconds(32),
            FaultKind.MonitorStorageFailed or FaultKind.ClockSet => TimeSpan.Zero,
            _ => Polls * (settings.CriticalPeriod - TimeSpan.FromSeconds(12)),
        };
        if (later <= TimeSpan.Zero) return pair.Value;
        return pair.Value with { ReportWithin = pair.Value.ReportWithin + later, EndWithin = pair.Value.EndWithin + later };
    }));

    private static bool IsHead(string line) => line.StartsWith('|') && line.Contains("Reported within", StringComparison.Ordinal);

    private static Bound Read(string[] cells)
    {
        var conditions = cells[2].Split(',').Select(name => name.Trim().Trim('`')).Where(name => name is not "–").ToList();
        if (conditions.Find(name => !ConditionCatalog.TryParse(name,
            out _)) is { } unknown) throw new FormatException($"'{unknown}' is no condition.");
        var told = Duration(cells[3]);
        var ends = Duration(cells[4]) ?? throw new FormatException($"'{cells[0]}' has no end.");
        if (!int.TryParse(cells[5], NumberStyles.None, CultureInfo.InvariantCulture,
            out var notices)) throw new FormatException($"'{cells[5]}' is no number of notices.");
        return new(conditions, told, ends, notices);
    }

    private static TimeSpan? Duration(string text)
    {
        if (text == "–") return null;
        var parts = text.Split(' ');
        if (parts.Length != 2 || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
            throw new FormatException($"'{text}' is no duration.");
        return parts[1] switch
        {
            "s" => TimeSpan.FromSeconds(count),
            "min" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => throw new FormatException($"'{text}' is no duration."),
        };
    }

    private static string Document()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>The promised bound of a kind of fault.</summary>
/// <param name="Conditions">The conditions that report it.</param>
/// <param name="ReportWithin">The time within which it is reported, from when it can be known; null if no report is required.</param>
/// <param name="EndWithin">The time within which its incident ends after the fault.</param>
/// <param name="Notices">The maximum number of notifications, including its end and its repair.</param>
public sealed record Bound(IReadOnlyList<string> Conditions, TimeSpan? ReportWithin, TimeSpan EndWithin, int Notices);
