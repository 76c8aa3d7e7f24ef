namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Decides whether a stop is an alarm.</summary>
public static class CrashJudge
{
    /// <summary>A guest with this tag is reported whenever it stops without a task.</summary>
    public const string AlwaysTag = "monitor-always-on";

    /// <summary>A guest with this tag may stop by itself.</summary>
    public const string NeverTag = "monitor-may-stop";

    /// <summary>Answers whether the stop counts as a crash, and why.</summary>
    /// <param name="cause">Why it stopped.</param>
    /// <param name="policy">The setting.</param>
    /// <param name="onBoot">Whether it is to run at boot; null where unknown.</param>
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

    /// <summary>Whether its tags say that it always runs.</summary>
    public static bool IsAlwaysOn(string? tags) => GuestTags.Contain(tags, AlwaysTag);
}
