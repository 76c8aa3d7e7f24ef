using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>Compares two rows of a guest.</summary>
public static class GuestComparison
{
    private const double NoticeableCpu = 0.02;
    private const double NoticeableShare = 0.01;

    // A row's age varies by up to 14 s (api-facts §2), so uptime may run that far ahead of or behind the clock.
    private const double UptimeSlackSeconds = 30;

    /// <summary>Compares a stored row with a new one.</summary>
    /// <param name="kept">The stored entry.</param>
    /// <param name="seen">The new row.</param>
    /// <param name="rules">The rules whose thresholds matter.</param>
    /// <param name="now">When the new row was read.</param>
    /// <param name="load">Whether any rule evaluates guests' memory or CPU (<see cref="RuleSet.JudgesGuestLoad"/>).</param>
    public static GuestChange Compare(GuestEntry kept, in GuestSample seen, RuleSet rules, DateTimeOffset now, bool load = false)
    {
        var was = kept.Sample;
        var change = kept.MissedPolls > 0 ? GuestChange.Identity : GuestChange.None;
        if (was.Status != seen.Status) change |= GuestChange.Status;
        if (!Same(was.Node, seen.Node)) change |= GuestChange.Node;
        if (!Same(was.Lock, seen.Lock)) change |= GuestChange.Lock;
        if (!Same(was.HaState, seen.HaState)) change |= GuestChange.Ha;
        if (IdentityMoved(was, seen)) change |= GuestChange.Identity;
        if (BandMoved(was, seen, rules, load) || StatusChanged(kept, seen)) change |= GuestChange.Band;
        if (RunClock.Restarted(was, seen)) change |= GuestChange.Restart;
        if (Drifted(was, seen, now - kept.SampledAt)) change |= GuestChange.Drift;
        return change;
    }

    private static bool IdentityMoved(in GuestSample was, in GuestSample seen) =>
        was.Kind != seen.Kind || was.Template != seen.Template
        || !Same(was.Name, seen.Name) || !Same(was.Tags, seen.Tags) || !Same(was.Pool, seen.Pool);

    private static bool BandMoved(in GuestSample was, in GuestSample seen, RuleSet rules, bool load) =>
        (seen.Kind == GuestKind.Container && rules.Band(Metric.GuestDisk, was.DiskRatio) != rules.Band(Metric.GuestDisk, seen.DiskRatio))
        || (load && (rules.Band(Metric.GuestMemory, was.MemoryRatio) != rules.Band(Metric.GuestMemory, seen.MemoryRatio)
            || rules.Band(Metric.GuestCpu, was.Cpu) != rules.Band(Metric.GuestCpu, seen.Cpu)));

    // Active conditions may have been raised under older rules, whose thresholds are not in the bands.
    private static bool StatusChanged(GuestEntry kept, in GuestSample seen)
    {
        if (kept.Conditions.IsEmpty || !kept.Conditions.Any(active => active.Value is not null)) return false;
        var was = kept.Sample;
        return Moved(was.DiskRatio, seen.DiskRatio, NoticeableShare) || Moved(was.MemoryRatio, seen.MemoryRatio, NoticeableShare)
            || Moved(was.Cpu, seen.Cpu, NoticeableCpu);
    }

    private static bool Drifted(in GuestSample was, in GuestSample seen, TimeSpan age) =>
        Moved(was.Cpu, seen.Cpu, NoticeableCpu)
        || was.MaxCpu != seen.MaxCpu || was.MaxMem != seen.MaxMem || was.MaxDisk != seen.MaxDisk
        || Moved(was.MemoryRatio, seen.MemoryRatio, NoticeableShare)
        || Moved(was.DiskRatio, seen.DiskRatio, NoticeableShare)
        || Moved(was.Uptime is > 0 and var before ? before + age.TotalSeconds : was.Uptime, seen.Uptime, UptimeSlackSeconds);

    private static bool Moved(double? before, double? after, double noticeable) =>
        before is { } b && after is { } a ? Math.Abs(a - b) > noticeable : before.HasValue != after.HasValue;

    // Interned strings are mostly the same object, which makes this a pointer comparison.
    private static bool Same(string? a, string? b) => ReferenceEquals(a, b) || string.Equals(a, b, StringComparison.Ordinal);
}
