using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Reporting;

/// <summary>What many plays of one kind came to. Plays are added one by one, and only what is reported is kept of each.</summary>
public sealed class Figures
{
    private readonly Dictionary<FindingKind, int> _findings = [];
    private readonly SortedDictionary<FaultKind, List<TimeSpan>> _toTell = [];

    /// <summary>How many plays.</summary>
    public int Plays { get; private set; }

    /// <summary>How long they played together.</summary>
    public TimeSpan Played { get; private set; }

    /// <summary>How many guests were watched for how many days.</summary>
    public double GuestDays { get; private set; }

    /// <summary>How many true faults there were.</summary>
    public int Faults { get; private set; }

    /// <summary>How many of them were told.</summary>
    public int Told { get; private set; }

    /// <summary>How many notices people were sent.</summary>
    public int Notices { get; private set; }

    /// <summary>How many requests changed something.</summary>
    public int Acts { get; private set; }

    /// <summary>Processor time that the plays took.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>The longest time in which the monitor ran and showed nothing fresh.</summary>
    public TimeSpan LongestBlindness { get; private set; }

    /// <summary>How many findings of a kind.</summary>
    public int this[FindingKind kind] => _findings.GetValueOrDefault(kind);

    /// <summary>From when a fault could be known until it was told, by kind, shortest first; told before it was due is told at
    /// once.</summary>
    public IEnumerable<(FaultKind Kind, IReadOnlyList<TimeSpan> Times)> TimeToTell =>
        _toTell.Select(pair => (pair.Key, (IReadOnlyList<TimeSpan>)[.. pair.Value.Order()]));

    /// <summary>Adds a play.</summary>
    public void Add(Story story, PlayCost cost, Judgement evaluation)
    {
        Plays++;
        Played += story.RunFor;
        GuestDays += evaluation.GuestDays;
        Faults += evaluation.Faults;
        Told += evaluation.Told.Count;
        Notices += evaluation.Notices;
        Acts += evaluation.Acts;
        Cpu += cost.Cpu;
        if (evaluation.LongestBlindness > LongestBlindness) LongestBlindness = evaluation.LongestBlindness;
        foreach (var finding in evaluation.Findings) _findings[finding.Kind] = this[finding.Kind] + 1;
        foreach (var told in evaluation.Told)
        {
            if (!_toTell.TryGetValue(told.Kind, out var times)) _toTell[told.Kind] = times = [];
            times.Add(told.ToldAt > told.Due ? told.ToldAt - told.Due : TimeSpan.Zero);
        }
    }

    /// <summary>The time within which a share of all was told (nearest rank).</summary>
    /// <param name="times">Shortest first, at least one.</param>
    /// <param name="share">The share, above 0 and up to 1.</param>
    public static TimeSpan Percentile(IReadOnlyList<TimeSpan> times, double share) =>
        times[Math.Clamp((int)Math.Ceiling(share * times.Count) - 1, 0, times.Count - 1)];
}
