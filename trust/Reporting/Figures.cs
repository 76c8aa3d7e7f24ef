using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Reporting;

/// <summary>The totals of many plays of one kind. Plays are added one by one; only reported values are kept.</summary>
public sealed class Figures
{
    private readonly Dictionary<FindingKind, int> _findings = [];
    private readonly SortedDictionary<FaultKind, List<TimeSpan>> _timesToReport = [];

    /// <summary>How many plays.</summary>
    public int Plays { get; private set; }

    /// <summary>How long they played together.</summary>
    public TimeSpan Played { get; private set; }

    /// <summary>The number of guests times days.</summary>
    public double GuestDays { get; private set; }

    /// <summary>How many true faults there were.</summary>
    public int Faults { get; private set; }

    /// <summary>How many of them were reported.</summary>
    public int Reported { get; private set; }

    /// <summary>How many notifications were sent.</summary>
    public int Notices { get; private set; }

    /// <summary>How many requests changed something.</summary>
    public int Acts { get; private set; }

    /// <summary>Processor time that the plays took.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>The longest time without fresh data while the monitor ran.</summary>
    public TimeSpan LongestBlindness { get; private set; }

    /// <summary>How many findings of a kind.</summary>
    public int this[FindingKind kind] => _findings.GetValueOrDefault(kind);

    /// <summary>
    /// The time from when a fault could be known to its report, by kind, shortest first; zero if it was reported earlier.
    /// </summary>
    public IEnumerable<(FaultKind Kind, IReadOnlyList<TimeSpan> Times)> TimeToReport =>
        _timesToReport.Select(pair => (pair.Key, (IReadOnlyList<TimeSpan>)[.. pair.Value.Order()]));

    /// <summary>Adds a play.</summary>
    public void Add(Story story, PlayCost cost, PlayResult evaluation)
    {
        Plays++;
        Played += story.RunFor;
        GuestDays += evaluation.GuestDays;
        Faults += evaluation.Faults;
        Reported += evaluation.Told.Count;
        Notices += evaluation.Notices;
        Acts += evaluation.Acts;
        Cpu += cost.Cpu;
        if (evaluation.LongestBlindness > LongestBlindness) LongestBlindness = evaluation.LongestBlindness;
        foreach (var finding in evaluation.Findings) _findings[finding.Kind] = this[finding.Kind] + 1;
        foreach (var fault in evaluation.Told)
        {
            if (!_timesToReport.TryGetValue(fault.Kind, out var times)) _timesToReport[fault.Kind] = times = [];
            times.Add(fault.ToldAt > fault.Due ? fault.ToldAt - fault.Due : TimeSpan.Zero);
        }
    }

    /// <summary>The time within which a share of all faults was reported (nearest rank).</summary>
    /// <param name="times">Shortest first, at least one.</param>
    /// <param name="share">The share, above 0 and up to 1.</param>
    public static TimeSpan Percentile(IReadOnlyList<TimeSpan> times, double share) =>
        times[Math.Clamp((int)Math.Ceiling(share * times.Count) - 1, 0, times.Count - 1)];
}
