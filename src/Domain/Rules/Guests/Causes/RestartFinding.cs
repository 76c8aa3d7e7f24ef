using OrleansMonitor.Domain.Observations;
namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>The finding about a restart that only the uptime shows.</summary>
/// <param name="Cause">Why the previous run ended.</param>
/// <param name="Reason">Why it ended and who started it again, as text.</param>
[GenerateSerializer, Immutable, Alias("restart-finding")]
public sealed record RestartFinding([property: Id(0)] StopCause Cause, [property: Id(1)] string Reason)
{
    /// <summary>A migration starts a new process and is reported as a migration.</summary>
    public bool IsMove => Cause.Kind == StopCauseKind.Migration;

    /// <summary>Derives the finding.</summary>
    /// <param name="evidence">Evidence about the end of the previous run.</param>
    public static RestartFinding Of(StopEvidence evidence)
    {
        var cause = StopClassifier.Classify(evidence, runsAgain: true);
        var start = (evidence.Tasks ?? [])
            .Where(task => TaskTypes.Starts(task.Type) && !task.Failed && TaskFit.IsOfGuest(evidence, task)
                && TaskFit.End(task) >= evidence.RanAfter + evidence.ClockSkew - TaskFit.Rounding)
            .MaxBy(task => task.StartedAt);
        var reason = cause.Kind == StopCauseKind.GuestShutdownOrCrash
            ? "no task restarted it: it rebooted itself or crashed"
            : cause.Reason;
        return new(cause, start is null ? reason : $"{reason}; started again: {start.Type} by {start.User}");
    }
}
