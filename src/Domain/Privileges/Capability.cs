using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Privileges;

/// <summary>Something that the monitor can do only with a Proxmox privilege. <see cref="Needs"/> says which.</summary>
public enum Capability
{
    /// <summary>Authenticate with the token.</summary>
    SignIn,

    /// <summary>Read guests, their state and their replication.</summary>
    SeeGuests,

    /// <summary>Read nodes' metrics, services, clock and tasks.</summary>
    SeeNodes,

    /// <summary>Read quorum, members, Proxmox HA and backup jobs.</summary>
    SeeCluster,

    /// <summary>Read storages.</summary>
    SeeStorages,

    /// <summary>Read nodes' journals.</summary>
    ReadJournal,

    /// <summary>Start guests that crashed.</summary>
    StartGuests,

    /// <summary>Wake nodes that are off.</summary>
    WakeNodes,

    /// <summary>Restart services that failed.</summary>
    RestartServices,
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
