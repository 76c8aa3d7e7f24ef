using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Tests.Guardrails;

/// <summary>Contexts in which nothing stands in the way.</summary>
internal static class Acting
{
    public static readonly DateTimeOffset Now = Given.At(600);

    public static readonly RunbookAction Start = RunbookAction.StartGuest(Given.Guest, "pve1", GuestKind.Vm);
    public static readonly RunbookAction Wake = RunbookAction.WakeNode(new(Given.Lab, "pve2"));
    public static readonly RunbookAction Restart = RunbookAction.RestartService(Given.Node, "cron");

    public static IReadOnlyList<RunbookAction> Actions { get; } = [Start, Wake, Restart];

    public static GuardrailContext Free(RunbookAction? action = null) => new()
    {
        Action = action ?? Start,
        Now = Now,
        Settings = GuardrailSettings.Default,
        KillSwitch = new(Active: false),
        Level = new(AutonomyLevel.ActAndReport, NeverAct: false, "level 3: the level of the whole monitor"),
        ActToken = new(ActTokenState.Privileged, "it may"),
        Membership = Members(online: 3, of: 3),
        Node = new("pve1", NodeStatus.Online, Now),
        Ha = new(State: null, Managed: false, NodeState: "online"),
        Lock = new(null),
        RunningTasks = [],
        StopIntent = new(OnPurpose: false, "nobody asked for it"),
        Target = new(Template: false, Tags: "web"),
        Attempts = new(InLastHour: 0, LastAt: null, Escalated: false),
        AtWork = [],
        Storm = StormState.Calm,
    };

    public static ClusterMembership Members(int online, int of, bool? quorate = true) =>
        new("lab", quorate, [.. Enumerable.Range(1, of).Select(i => new ClusterMember($"pve{i}", i <= online, i == 1, null))]);

    public static ImmutableArray<string> Refusing(GuardrailContext context) =>
        [.. GuardrailCatalog.Judge(context).Findings.Where(finding => !finding.Verdict.Allows).Select(finding => finding.Guardrail)];

    public static Verdict VerdictOf(string guardrail, GuardrailContext context) =>
        GuardrailCatalog.All.Single(one => one.Name == guardrail).Evaluate(context);
}
