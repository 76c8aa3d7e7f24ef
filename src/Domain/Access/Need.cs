using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Access;

/// <summary>A privilege that a capability requires, and what is lost without it.</summary>
/// <param name="Capability">The capability.</param>
/// <param name="Token">The token that requires the privilege.</param>
/// <param name="Privilege">The privilege, as Proxmox names it (api-facts §9).</param>
/// <param name="Path">The path: <c>/</c>, or everything below <c>/vms</c>, <c>/nodes</c> or <c>/storage</c>.</param>
/// <param name="Consequence">What is lost without the privilege, as text.</param>
public sealed record Need(Capability Capability, TokenRole Token, string Privilege, string Path, string Consequence)
{
    /// <summary>Conditions that cannot be judged without it.</summary>
    public ImmutableArray<ConditionType> Blinds { get; } = ConditionCatalog.Where(row => row.BlindWithout.Contains(Capability));

    /// <summary>Conditions that are judged on less evidence without it.</summary>
    public ImmutableArray<ConditionType> Weakens { get; } = ConditionCatalog.Where(row => row.WeakWithout.Contains(Capability));

    /// <summary>The path of one object below <see cref="Path"/>.</summary>
    public string PathOf(string name) => $"{Path}/{name}";

    /// <summary>The path and the privilege that are required for one object.</summary>
    public (string Path, string Privilege) At(string name) => (PathOf(name), Privilege);

    /// <summary>A text that says that the read token lacks the privilege on an object's path.</summary>
    public string LackedOn(string path) => $"the token lacks {Privilege} on {path}";
}

/// <summary>All privileges that the monitor requires of its tokens.</summary>
public static class Needs
{
    /// <summary>All needs, those of the read token first.</summary>
    public static ImmutableArray<Need> All { get; } =
    [
        new(Capability.SeeGuests, TokenRole.Read, "VM.Audit", "/vms", "guests are not listed: a crash goes unnoticed"),
        new(Capability.SeeNodes, TokenRole.Read, "Sys.Audit", "/nodes",
            "figures, services, clock and tasks are hidden: nothing warns of full disks or dead services, a frozen node looks alive, "
            + "and who stopped a guest is unknown"),
        new(Capability.SeeCluster, TokenRole.Read, "Sys.Audit", "/",
            "quorum, members' addresses and backup jobs are hidden: a lost quorum goes unnoticed, "
            + "and a node that is down has one witness only"),
        new(Capability.SeeStorages, TokenRole.Read, "Datastore.Audit", "/storage",
            "storages are not listed: nothing warns when one is full or does not answer"),
        new(Capability.ReadJournal, TokenRole.Read, "Sys.Syslog", "/nodes",
            "the journal cannot be read: a guest that the kernel killed because it ran out of memory looks like one that was shut down "
                + "from inside"),
        new(Capability.StartGuests, TokenRole.Act, "VM.PowerMgmt", "/vms", "guests that crashed cannot be started"),
        new(Capability.WakeNodes, TokenRole.Act, "Sys.PowerMgmt", "/nodes", "nodes that are off cannot be woken"),
        new(Capability.RestartServices, TokenRole.Act, "Sys.Modify", "/nodes", "services that failed cannot be restarted"),
    ];

    /// <summary>The need of a capability.</summary>
    public static Need For(Capability capability) => All.First(need => need.Capability == capability);

    /// <summary>The need for seeing an object.</summary>
    public static Need ToSee(EntityKind kind) => For(kind switch
    {
        EntityKind.Guest => Capability.SeeGuests,
        EntityKind.Node => Capability.SeeNodes,
        EntityKind.Storage => Capability.SeeStorages,
        _ => Capability.SeeCluster,
    });
}
