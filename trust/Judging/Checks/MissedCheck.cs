using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>Checks that each true fault that was observable for longer than its bound was reported within it.</summary>
internal static class MissedCheck
{
    /// <summary>The reported faults and the missed ones.</summary>
    public static (IReadOnlyList<ReportedFault> Told, IReadOnlyList<Finding> Missed) Of(Case play)
    {
        var (reported, missed) = (new List<ReportedFault>(), new List<Finding>());
        foreach (var fault in play.Faults.Where(fault => fault.MustReport))
        {
            if (play.Bounds[fault.Kind].ReportWithin is not { } bound) continue;
            var deadline = fault.Due < fault.Active.To
                ? play.Deadline(play.Excused(fault), new(fault.Due - fault.ObservationTime, fault.Active.To), fault.ObservationTime + bound)
                : null;
            var at = ReportedAt(play, fault, deadline ?? fault.Active.To);
            if (at is { } first) reported.Add(new(fault.Kind, fault.Subject, fault.Active.From, fault.Due, first));
            else if (deadline is { } late && !IsAlreadyReported(play, fault, late)) missed.Add(Finding(fault, late, bound));
        }

        return (reported, missed);
    }

    private static Finding Finding(Fault fault, DateTimeOffset late, TimeSpan bound) => new(
        FindingKind.Missed, fault.Subject, late,
        $"{fault.Subject} since {fault.Active.From:HH:mm:ss}, to be known from {fault.Due:HH:mm:ss}, was not told within {bound:g}, "
        + $"by any of {string.Join(", ", fault.Keys)}");

    private static DateTimeOffset? ReportedAt(Case play, Fault fault, DateTimeOffset until) => fault.Kind switch
    {
        FaultKind.ClockSet => play.World.Play.Events.Where(e => e.Title.Contains("clock", StringComparison.OrdinalIgnoreCase))
            .Select(e => (DateTimeOffset?)MonitorOutput.At(play.World.Play, e))
            .Where(at => at >= fault.Active.From && at <= until).Min(),
        _ => play.Output.Transitions
            .Where(step => IsReport(play, fault, step) && fault.Keys.Contains(step.Key) && step.At >= fault.Active.From && step.At <= until)
            .Select(step => (DateTimeOffset?)step.At).Min(),
    };

    /// <summary>Whether a transition reports the fault. At level 0 recording it is enough, because nobody is notified.</summary>
    private static bool IsReport(Case play, Fault fault, IncidentTransition step) =>
        step.IsAlert || (step.Kind == "opened" && Levels.IsSilent(play.World, step.At, fault.Vmid, NodeOf(fault)));

    /// <summary>
    /// Whether the fault is already reported: by an open incident from an earlier occurrence, such as a flapping one, or by the storm that
    /// was reported instead of its guests. A guest that did not come back belongs to a storm from when it was known to be overdue.
    /// </summary>
    private static bool IsAlreadyReported(Case play, Fault fault, DateTimeOffset at) => play.Output.Lifetimes.Exists(life =>
        (life.NotifiedAt <= at || Levels.IsSilent(play.World, life.Open.From, fault.Vmid, NodeOf(fault))) && life.Open.Holds(at)
        && fault.Keys.Contains(life.Key) && life.Open.From <= fault.Due)
        || (fault.Kind is FaultKind.GuestCrashed or FaultKind.GuestNotBack && play.Output.Lifetimes.Exists(life =>
            life.NotifiedAt <= at && life.Key == $"FAILURE_STORM:{play.World.Name}"
            && life.Open.From >= fault.Active.From - play.World.Settings.StormCalm
            && life.Open.From <= (fault.Kind == FaultKind.GuestNotBack ? at : fault.VisibleFrom) + play.World.Settings.StormWindow
                + TimeSpan.FromMinutes(1)));

    // The level of a node applies to its services, not to its storages and certificates.
    private static string? NodeOf(Fault fault) => fault.IsOfCluster || fault.Keys.All(IsOfPart) ? null : fault.Node;

    private static bool IsOfPart(string key) =>
        key.StartsWith("STORAGE_", StringComparison.Ordinal) || key.StartsWith("CERT_", StringComparison.Ordinal);
}
