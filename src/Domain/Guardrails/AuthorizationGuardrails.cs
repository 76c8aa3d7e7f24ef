using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>Guardrails that check whether people allow the monitor to act at all.</summary>
internal static class AuthorizationGuardrails
{
    public static Guardrail KillSwitch { get; } = new(
        "kill-switch",
        "Is the kill switch off? Unset is off; one that cannot be read counts as active. Read again at the moment of sending.",
        "People must be able to stop everything at once, also when parts of the monitor are broken.",
        static context => context.KillSwitch switch
        {
            null => Verdict.Deny("the kill switch cannot be read, which counts as active"),
            { Active: true } active => Verdict.Deny($"the kill switch is active{By(active)}"),
            _ => Verdict.Allow("the kill switch is off"),
        });

    public static Guardrail AutonomyLevel { get; } = new(
        GuardrailCatalog.AutonomyLevelName,
        "Does the level in force for the target let the monitor act by itself, or did a person approve?",
        "How far the monitor may go is for its users to say, for each cluster and guest.",
        Level);

    public static Guardrail ActToken { get; } = new(
        GuardrailCatalog.ActTokenName,
        "Does the cluster have an act token, does it hold the privilege that the action needs, and is the same Proxmox not acted on as "
            + "another cluster?",
        "A cluster without an act token is never acted on; a call that would be refused is not worth an attempt; one Proxmox under two "
            + "names would get each call twice.",
        static context => context.ActToken switch
        {
            null => Verdict.Blind("what the act token may do"),
            { State: ActTokenState.Privileged } check => Verdict.Allow(check.Description),
            { State: ActTokenState.Unreadable } check => Verdict.Defer(check.Description),
            { } check => Verdict.Deny(check.Description),
        },
        GuardrailReads.Token);

    private static Verdict Level(GuardrailContext context)
    {
        if (context.Level is not { } level) return Verdict.Deny("the autonomy level is not known");
        return level.Level switch
        {
            Autonomy.AutonomyLevel.Observe => Verdict.Deny($"only recorded: {level.Reason}"),
            Autonomy.AutonomyLevel.Alert => Verdict.Deny($"only alerted: {level.Reason}"),
            Autonomy.AutonomyLevel.Recommend => Proposed(context.Proposal, context.Now, level.Reason),
            Autonomy.AutonomyLevel.ActAndReport or Autonomy.AutonomyLevel.ActSilently => Verdict.Allow(level.Reason),
            _ => Verdict.Deny("the autonomy level is none that is known"),
        };
    }

    private static Verdict Proposed(Proposal? proposal, DateTimeOffset now, string reason) => proposal?.At(now) switch
    {
        null => Verdict.Defer($"a person has to approve: {reason}"),
        ProposalState.Pending => Verdict.Defer($"a person has to approve: {reason}", proposal.ExpiresAt),
        ProposalState.Approved => Verdict.Allow($"approved by {proposal.By}"),
        ProposalState.Rejected => Verdict.Deny($"rejected by {proposal.By}"),
        _ => Verdict.Deny(proposal.Approved == true ? $"the approval by {proposal.By} has expired" : "it was not approved in time"),
    };

    private static string By(KillSwitch active) => (active.By, active.Reason) switch
    {
        (null, _) => "",
        ({ } by, null) => $", turned on by {by}",
        ({ } by, { } reason) => $", turned on by {by}: {reason}",
    };
}
