using OrleansMonitor.Domain.Observations;
namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>What is known of a restart that was seen by the uptime only.</summary>
/// <param name="Cause">Why the run before it ended.</param>
/// <param name="Reason">In words: why it ended, and who started it again.</param>
[GenerateSerializer, Immutable, Alias("restart-finding")]
public sealed record RestartFinding([property: Id(0)] StopCause Cause, [property: Id(1)] string Reason)
{
    /// <summary>A move to another node begins a new process, and is told as a move.</summary>
    public bool IsMove => Cause.Kind == StopCauseKind.Migration;

    /// <summary>Puts together what is known.</summary>
    /// <param name="evidence">What is known of the end of the run before.</param>
    public static RestartFinding Of(StopEvidence evidence)
    {
        var cause = StopClassifier.Classify(evidence);
        var start = (evidence.Tasks ?? [])
            .Where(task => TaskTypes.Starts(task.Type) && !task.Failed && TaskFit.IsOfGuest(evidence, task)
                && TaskFit.End(task) >= evidence.RanAfter + evidence.ClockSkew - TaskFit.Rounding)
            .MaxBy(task => task.StartedAt);
        var words = cause.Kind == StopCauseKind.GuestShutdownOrCrash ? "no task restarted it: it rebooted itself or crashed" : cause.Reason;
        return new(cause, start is null ? words : $"{words}; started again: {start.Type} by {start.User}");
    }
}
