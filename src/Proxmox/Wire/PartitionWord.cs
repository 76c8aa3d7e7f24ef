namespace OrleansMonitor.Proxmox.Wire;

/// <summary>What an answer says of the endpoint that gave it.</summary>
/// <param name="Member">The member that answered; null where it does not say.</param>
/// <param name="Quorate">Whether it has quorum; null for a standalone node.</param>
internal readonly record struct PartitionWord(string? Member, bool? Quorate)
{
    /// <summary>True where it may be one cut-off member's view only, so that another endpoint's is worth asking for.</summary>
    public bool IsDoubtful => Quorate == false;

    /// <summary>What <c>/cluster/status</c> says of it.</summary>
    public static PartitionWord Of(ClusterMembership membership) =>
        new(membership.Nodes.FirstOrDefault(static member => member.Local)?.Node, membership.Quorate);
}
