using System.Globalization;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// Guardrails that limit the number of attempts and of concurrent repairs. They count from stored data, so that restarts and lost silos do
/// not reset the counts.
/// </summary>
internal static class BudgetGuardrails
{
    // A crash loop is normally one flapping incident, which the limit per incident ends. If flapping detection is configured to start late,
    // or if each incident took several attempts, this limit still ends it.
    private const int IncidentsWorth = 2;

    public static Guardrail Cooldown { get; } = new(
        "cooldown",
        "Has the target rested since the last attempt?",
        "What has just been tried needs time to show its effect.",
        static context =>
        {
            if (context.Attempts is not { } attempts) return Verdict.Blind("when it was last tried");
            if (attempts.LastAt is not { } last) return Verdict.Allow("not tried before");
            var rested = last + context.Settings.Cooldown;
            return (context.Now - last).Duration() >= context.Settings.Cooldown ? Verdict.Allow("rested since the last attempt")
                : Verdict.Defer("it rests between two attempts", rested);
        });

    public static Guardrail Attempts { get; } = new(
        GuardrailCatalog.AttemptsName,
        "Are attempts left: at most the configured number per incident and hour, twice as many over several incidents of the same target, "
            + "and none after escalation?",
        "What did not help twice will not help the tenth time; a guest that crashes again and again needs a person.",
        static context => context.Attempts switch
        {
            null => Verdict.Blind("how often it was tried"),
            { Escalated: true } => Verdict.Deny("people were asked to take over"),
            { InLastHour: var tried } when tried >= context.Settings.MaxAttemptsPerIncidentPerHour =>
                Verdict.Deny(
                string.Create(CultureInfo.InvariantCulture,
                    $"{Humanize.Count(tried, "attempt")} within the last hour {(tried == 1 ? "is" : "are")} enough")),
            { OnTargetInLastHour: var tried } when tried >= (long)IncidentsWorth * context.Settings.MaxAttemptsPerIncidentPerHour =>
                Verdict.Deny(
                string.Create(CultureInfo.InvariantCulture,
                    $"{tried} attempts on {context.Action.Target} within the last hour, over several incidents, are enough")),
            { InLastHour: var tried } => Verdict.Allow(
                string.Create(CultureInfo.InvariantCulture,
                    $"{tried} of {context.Settings.MaxAttemptsPerIncidentPerHour} attempts within the last hour")),
        });

    public static Guardrail OneAtATime { get; } = new(
        GuardrailCatalog.OneAtATimeName,
        "Are fewer remediations at work in the cluster than the configured number, and none on the same target? The rest queue.",
        "One change at a time can be traced and undone.",
        static context => context.AtWork switch
        {
            null => Verdict.Blind("what else is at work in the cluster"),
            { } others when others.Contains(context.Action.Target) =>
                Verdict.Defer($"another repair of {context.Action.Target} is at work"),
            { } others when others.Length >= context.Settings.MaxConcurrentPerCluster =>
                Verdict.Defer($"it waits for its turn behind {string.Join(", ", others)}"),
            _ => Verdict.Allow("it is its turn"),
        });
}
