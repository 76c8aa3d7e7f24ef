using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>Guardrails that check whether somebody else is in charge of the target: Proxmox HA, a running operation, or a person.</summary>
internal static class OwnershipGuardrails
{
    private const string Hibernated = "suspended";

    public static Guardrail Ha { get; } = new(
        "ha",
        "Is the guest free of Proxmox HA in any state, and the node neither in maintenance nor being fenced?",
        "Proxmox HA restarts, moves and fences by itself; a second actor could start the same guest twice. HA in error or disarmed waits "
            + "for a person.",
        context => context.Action.Target.Kind == EntityKind.Guest ? GuestHa(context.Ha) : NodeHa(context.Ha),
        GuardrailReads.Target);

    public static Guardrail Lock { get; } = new(
        "lock",
        "Is the guest unlocked, or locked by hibernation only?",
        "A lock means that a backup, migration or snapshot owns the guest, or that one broke off and a person must look. Proxmox refuses "
            + "to start it, so none is sent.",
        static context => (context.Action.Target.Kind, context.Lock) switch
        {
            (not EntityKind.Guest, _) => Verdict.Allow("only guests have locks"),
            (_, null) => Verdict.Blind("the guest's lock"),
            (_, { Lock: null or "" }) => Verdict.Allow("no lock"),
            (_, { Lock: Hibernated }) => Verdict.Allow("hibernated: it resumes when started"),
            (_, { Lock: { } held }) => Verdict.Defer(Locked(held, context)),
        },
        GuardrailReads.Target);

    public static Guardrail RunningTask { get; } = new(
        "running-task",
        "Is no Proxmox task running on the target, or on all guests of its node?",
        "Whoever started the task is about to change the same thing.",
        static context => context.Action.IsNodeAway ? Verdict.Allow("a node that is away runs no tasks") : Tasks(context),
        GuardrailReads.Tasks);

    public static Guardrail OnPurpose { get; } = new(
        GuardrailCatalog.OnPurposeName,
        "Was it stopped on purpose, or were all guests of its node shut down since it ran?",
        "Starting what somebody has just stopped works against its owner, and can harm people who have their hands in a machine.",
        static context => context.StopIntent switch
        {
            null => Verdict.Blind("whether somebody stopped it on purpose"),
            { OnPurpose: true } purpose => Verdict.Deny($"stopped on purpose: {purpose.Description}"),
            { OnPurpose: false } purpose => Verdict.Allow(purpose.Description),
            { } purpose => Verdict.Defer($"whether somebody stopped it on purpose is not known: {purpose.Description}"),
        },
        GuardrailReads.Target | GuardrailReads.Tasks);

    public static Guardrail NeverAct { get; } = new(
        "never-act",
        $"Is it neither a template, nor marked never to be acted on (tag {AutonomyPolicy.NeverActTag}, NeverAct in the configuration), "
        + "nor a service outside RestartableServices?",
        "A guest that its owner excluded stays excluded at every level.",
        Reach);

    // Only root at a shell of the node can remove a lock (api-facts §4), and only a person can know that no operation uses the guest any
    // more.
    private static string Locked(string held, GuardrailContext context)
    {
        var locked = $"locked: {held}";
        if (context.RunningTasks is not { } tasks) return locked;
        if (tasks.FirstOrDefault(task => Concerns(task, context.Action)) is { } task)
            return $"{locked}, while task {task.Type} by {task.User} is at work";
        var tool = context.Action.GuestKind == GuestKind.Container ? "pct" : "qm";
        return $"{locked}, and no task holds it: where nothing works on the guest any more, {tool} unlock {context.Action.Target.Name} on "
            + $"{context.Action.Node} takes it away";
    }

    private static Verdict GuestHa(HaFacts? ha) => ha switch
    {
        null => Verdict.Blind("whether Proxmox HA manages it"),
        { State: { } state } => Verdict.Deny($"Proxmox HA manages it, state {state}"),
        { Managed: true } => Verdict.Deny("Proxmox HA manages it"),
        { Managed: null } => Verdict.Blind("whether Proxmox HA manages it"),
        _ => Verdict.Allow("Proxmox HA does not manage it"),
    };

    private static Verdict NodeHa(HaFacts? ha) => ha switch
    {
        null => Verdict.Blind("the node's HA state"),
        { NodeState: "maintenance" } => Verdict.Deny("the node is in maintenance"),
        { NodeState: "fence" or "gone" } => Verdict.Defer($"Proxmox HA is at work on the node, state {ha.NodeState}"),
        _ => Verdict.Allow("Proxmox HA is not at work on the node"),
    };

    private static Verdict Tasks(GuardrailContext context)
    {
        if (context.RunningTasks is not { } tasks) return Verdict.Blind("which tasks run on the node");
        return tasks.FirstOrDefault(task => Concerns(task, context.Action)) is { } task
            ? Verdict.Defer($"task {task.Type} by {task.User} is at work")
            : Verdict.Allow("no task works on it");
    }

    // A task without an id concerns several guests of its node, or none. A service restart conflicts only with tasks on the same service.
    private static bool Concerns(PveTask task, RunbookAction action) =>
        task.EndedAt is null
        && (task.Id == action.Target.Name || (action.Target.Kind == EntityKind.Guest && TaskTypes.ConcernsMany(task.Type)));

    private static Verdict Reach(GuardrailContext context)
    {
        if (context.Level is not { } level) return Verdict.Deny("whether it may ever be acted on is not known");
        if (level.NeverAct) return Verdict.Deny(level.Reason);
        return context.Action.Target.Kind switch
        {
            EntityKind.Guest => Guest(context.Target),
            EntityKind.Service when !context.Settings.MayRestart(context.Action.Target.Name) =>
                Verdict.Deny($"{context.Action.Target.Name} is not among the services that may be restarted"),
            _ => Verdict.Allow("nothing excludes it from repairs"),
        };
    }

    private static Verdict Guest(TargetFacts? target) => target switch
    {
        null or { Template: null } => Verdict.Blind("whether it is a template"),
        { Template: true } => Verdict.Deny("it is a template"),
        _ when GuestTags.Contain(target.Tags, AutonomyPolicy.NeverActTag) =>
            Verdict.Deny($"its tag {AutonomyPolicy.NeverActTag} forbids any action"),
        _ => Verdict.Allow("nothing excludes it from repairs"),
    };
}
