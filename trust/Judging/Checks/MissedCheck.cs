using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>Every true fault that could be seen for longer than its bound was told within it.</summary>
internal static class MissedCheck
{
    /// <summary>What was told of the faults, and what was missed.</summary>
    public static (IReadOnlyList<ToldFault> Told, IReadOnlyList<Finding> Missed) Of(Case play)
    {
        var (told, missed) = (new List<ToldFault>(), new List<Finding>());
        foreach (var fault in play.Faults.Where(fault => fault.Must))
        {
            if (play.Bounds[fault.Kind].Told is not { } bound) continue;
            var deadline = fault.Due < fault.True.To
                ? play.Deadline(play.Excused(fault), new(fault.Due - fault.Watched, fault.True.To), fault.Watched + bound)
                : null;
            var at = ToldAt(play, fault, deadline ?? fault.True.To);
            if (at is { } heard) told.Add(new(fault.Kind, fault.Subject, fault.True.From, fault.Due, heard));
            else if (deadline is { } late && !Known(play, fault, late)) missed.Add(Finding(fault, late, bound));
        }

        return (told, missed);
    }

    private static Finding Finding(Fault fault, DateTimeOffset late, TimeSpan bound) => new(
        FindingKind.Missed, fault.Subject, late,
        $"{fault.Subject} since {fault.True.From:HH:mm:ss}, to be known from {fault.Due:HH:mm:ss}, was not told within {bound:g}, by any of {string.Join(", ", fault.Keys)}");

    private static DateTimeOffset? ToldAt(Case play, Fault fault, DateTimeOffset until) => fault.Kind switch
    {
        FaultKind.ClockSet => play.World.Play.Events.Where(said => said.Title.Contains("clock", StringComparison.OrdinalIgnoreCase))
            .Select(said => (DateTimeOffset?)Telling.At(play.World.Play, said)).Where(at => at >= fault.True.From && at <= until).Min(),
        _ => play.Telling.Steps.Where(step => Tells(play, fault, step) && fault.Keys.Contains(step.Key) && step.At >= fault.True.From
            && step.At <= until)
            .Select(step => (DateTimeOffset?)step.At).Min(),
    };

    /// <summary>Whether people learnt of it, or could have: at level 0 they asked to be told of nothing, and it is kept.</summary>
    private static bool Tells(Case play, Fault fault, Step step) =>
        step.Tells || (step.Word == "opened" && Levels.OnlyKeeps(play.World, step.At, fault.Vmid, fault.Node));

    /// <summary>
    /// It stands already: an incident of its own that people were told of when it came before and that is still open, as one that flaps; or
    /// the storm that it is part of, which was told in place of its guests. What was to come back is part of a storm from when that was
    /// known to be overdue.
    /// </summary>
    private static bool Known(Case play, Fault fault, DateTimeOffset at) => play.Telling.Lives.Exists(life =>
        (life.ToldAt <= at || Levels.OnlyKeeps(play.World, life.Open.From, fault.Vmid, fault.Node)) && life.Open.Holds(at)
        && fault.Keys.Contains(life.Key) && life.Open.From <= fault.Due)
        || (fault.Kind is FaultKind.GuestCrashed or FaultKind.GuestNotBack && play.Telling.Lives.Exists(life =>
            life.ToldAt <= at && life.Key == $"FAILURE_STORM:{play.World.Name}"
            && life.Open.From >= fault.True.From - play.World.Settings.StormCalm
                && life.Open.From <= (fault.Kind == FaultKind.GuestNotBack ? at : fault.Seen) + play.World.Settings.StormWindow
                + TimeSpan.FromMinutes(1)));
}
