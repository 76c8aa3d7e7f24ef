using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>Guardrails that check whether the cluster around the target is healthy enough to act.</summary>
internal static class ClusterHealthGuardrails
{
    public static Guardrail Quorum { get; } = new(
        "quorum",
        "Does the cluster have quorum? A standalone node needs none.",
        "Without quorum nothing can be changed safely, and what this side sees may be half of the truth.",
        static context => context.Membership switch
        {
            null => Verdict.Blind("the cluster's quorum"),
            { ProxmoxName: null, Quorate: null } => Verdict.Allow("a standalone node needs no quorum"),
            { Quorate: true } => Verdict.Allow("the cluster has quorum"),
            { Quorate: false } => Verdict.Deny("the cluster has no quorum"),
            _ => Verdict.Blind("the cluster's quorum"),
        },
        GuardrailReads.Members);

    public static Guardrail NodeAlive { get; } = new(
        "node-alive",
        "Is the node that executes the action online, and has it just been seen alive?",
        "Proxmox shows a dead node's guests as running for up to 296 s, and a frozen node's data is outdated. No action is based on "
            + "outdated data.",
        Alive,
        GuardrailReads.Target);

    public static Guardrail HealthyNodes { get; } = new(
        "healthy-nodes",
        "Is at least the configured share of the cluster's nodes online?",
        "Where many nodes are down the trouble is bigger than one guest, and a wrong move costs more.",
        Healthy,
        GuardrailReads.Members);

    public static Guardrail Storm { get; } = new(
        "storm",
        "Is there no storm, that is many failures within seconds?",
        "Many failures at once have one cause that restarts do not fix; restarting everything makes it worse.",
        static context => context.Storm switch
        {
            null => Verdict.Blind("whether there is a storm"),
            { Active: true } storm => Verdict.Defer(
                string.Create(CultureInfo.InvariantCulture, $"a storm of {Humanize.Count(storm.Members.Length, "failure")}"),
                StormDetector.EndsAt(storm, context.Settings)),
            _ => Verdict.Allow("no storm"),
        });

    private static Verdict Alive(GuardrailContext context)
    {
        if (context.Node is not { } node) return Verdict.Blind("whether the node is online");
        if (context.Action.IsNodeAway && node.Node == context.Action.Node)
            return Verdict.Deny($"{node.Node} is the node to be woken; another member must send the packet");
        if (node.Status == NodeStatus.Offline) return Verdict.Deny($"{node.Node} is offline");
        if (node.Status != NodeStatus.Online) return Verdict.Defer($"{node.Node} gives no fresh sign of life");
        if (node.Silence is { } silence) return Verdict.Defer($"{node.Node} did not answer just now: {silence}");
        var age = context.Now - node.SeenAt;
        return age <= context.Settings.NodeFreshFor
            ? Verdict.Allow($"{node.Node} is online and was seen alive just now")
            : Verdict.Defer(string.Create(CultureInfo.InvariantCulture, $"{node.Node} was last seen alive {age.TotalSeconds:0} s ago"));
    }

    private static Verdict Healthy(GuardrailContext context)
    {
        if (context.Membership is not { Nodes.IsDefaultOrEmpty: false } membership) return Verdict.Blind("how many nodes are online");
        var online = membership.Nodes.Count(member => member.Online);
        var words = string.Create(CultureInfo.InvariantCulture, $"{online} of {membership.Nodes.Length} nodes are online");
        return (double)online / membership.Nodes.Length >= context.Settings.MinHealthyNodes
            ? Verdict.Allow(words)
            : Verdict.Deny(string.Create(CultureInfo.InvariantCulture, $"only {words}, a share below {context.Settings.MinHealthyNodes}"));
    }
}
