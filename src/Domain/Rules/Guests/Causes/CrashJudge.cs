namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Decides whether a stop counts as a crash.</summary>
public static class CrashJudge
{
    /// <summary>A guest with this tag always counts as crashed if it stops without a task.</summary>
    public const string AlwaysTag = "monitor-always-on";

    /// <summary>A guest with this tag may stop without a task.</summary>
    public const string NeverTag = "monitor-may-stop";

    /// <summary>Whether the stop counts as a crash, and the reason.</summary>
    /// <param name="cause">The cause of the stop.</param>
    /// <param name="policy">The configured policy.</param>
    /// <param name="onBoot">Whether it starts at boot; null if unknown.</param>
    /// <param name="tags">Its tags, separated by <c>;</c>.</param>
    public static (bool Crashed, string Reason) Judge(StopCause cause, StopPolicy policy, bool? onBoot, string? tags)
    {
        if (!cause.IsUnexplained) return (false, cause.Reason);
        if (cause.Kind == StopCauseKind.Crashed) return (true, cause.Reason);
        if (GuestTags.Contain(tags, NeverTag)) return (false, $"{cause.Reason}; its tag {NeverTag} allows that");
        if (IsAlwaysOn(tags)) return (true, $"{cause.Reason}; its tag {AlwaysTag} forbids that");
        return policy switch
        {
            StopPolicy.Always => (true, cause.Reason),
            StopPolicy.Never => (false, $"{cause.Reason}; the setting does not count that"),
            _ when onBoot == false => (false, $"{cause.Reason}; it is not set to run at boot"),
            _ => (true, onBoot == true ? $"{cause.Reason}; it is set to run at boot" : cause.Reason),
        };
    }

    /// <summary>Whether the tags mark the guest as always running.</summary>
    public static bool IsAlwaysOn(string? tags) => GuestTags.Contain(tags, AlwaysTag);
}
