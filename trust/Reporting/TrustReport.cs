using System.Globalization;
using System.Text;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Reporting;

/// <summary>
/// The figures of many plays by Proxmox VE version and profile: the same tables for a console and for <c>docs/trust.md</c>.
/// </summary>
public sealed class TrustReport
{
    private const double PerThousand = 1000;
    private readonly SortedDictionary<string, Figures> _all = new(StringComparer.Ordinal);

    /// <summary>The figures by version and profile, such as <c>8, Real</c>.</summary>
    public IReadOnlyDictionary<string, Figures> All => _all;

    /// <summary>Adds a play.</summary>
    public void Add(Story story, PlayCost cost, PlayResult evaluation)
    {
        var group = $"{story.Cluster.Version.Split('.')[0]}, {story.Profile}";
        if (!_all.TryGetValue(group, out var figures)) _all[group] = figures = new();
        figures.Add(story, cost, evaluation);
    }

    /// <summary>The tables in Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        Table(text, ["PVE, profile", "plays", "cluster-days", "guest-days", "false alarms per 1,000 guest-days",
            "missed per 1,000 guest-days", "wrong actions", "repeated actions", "other findings", "notifications per fault",
            "longest blindness"],
            _all.Select(pair => Row(pair.Key, pair.Value)));
        Table(text, ["PVE, profile", "fault", "reported", "p50", "p99"],
            _all.SelectMany(pair => pair.Value.TimeToReport.Select(kind =>
                (string[])[pair.Key, $"`{kind.Kind}`", Count(kind.Times.Count), Seconds(Figures.Percentile(kind.Times, 0.5)),
                Seconds(Figures.Percentile(kind.Times, 0.99))])));
        return text.ToString();
    }

    /// <summary>The tables for a console, in columns.</summary>
    public string ToConsole() => Columns.Align(ToMarkdown());

    private static string[] Row(string group, Figures figures)
    {
        var others = Enum.GetValues<FindingKind>()
            .Where(kind => kind is not (FindingKind.FalseAlarm or FindingKind.Missed or FindingKind.WrongAct or FindingKind.DoubleAct))
            .Sum(kind => figures[kind]);
        return
        [
            group, Count(figures.Plays), Number(figures.Played.TotalDays), Number(figures.GuestDays),
            Rate(figures[FindingKind.FalseAlarm], figures.GuestDays), Rate(figures[FindingKind.Missed], figures.GuestDays),
            Share(figures[FindingKind.WrongAct], figures.Acts), Share(figures[FindingKind.DoubleAct], figures.Acts), Count(others),
            figures.Faults == 0 ? "–" : Number((double)figures.Notices / figures.Faults), Seconds(figures.LongestBlindness),
        ];
    }

    /// <summary>The rate and its upper limit with a confidence of 95 %.</summary>
    private static string Rate(int events, double guestDays) => guestDays <= 0
        ? "–"
        : string.Create(CultureInfo.InvariantCulture,
            $"{events * PerThousand / guestDays:0.###} (≤ {Confidence.Poisson(events).High * PerThousand / guestDays:0.###})");

    private static string Share(int hits, int trials) =>
        string.Create(CultureInfo.InvariantCulture, $"{hits} of {trials} (≤ {Confidence.Share(hits, trials).High:0.##%})");

    private static string Seconds(TimeSpan time) => time.TotalMinutes >= 5
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Table(StringBuilder text, string[] head, IEnumerable<string[]> rows)
    {
        text.Append("| ").AppendJoin(" | ", head).Append(" |\n").Append('|').Insert(text.Length, "---|", head.Length).Append('\n');
        foreach (var row in rows) text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        text.Append('\n');
    }
}
