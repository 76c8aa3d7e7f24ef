namespace OrleansMonitor.Proxmox.Wire;

/// <summary>The member that answered and its quorum.</summary>
/// <param name="Member">The member that answered; null if unknown.</param>
/// <param name="Quorate">Whether the member has quorum; null for a standalone node.</param>
internal readonly record struct MemberQuorum(string? Member, bool? Quorate)
{
    /// <summary>True if the answer may be a cut-off member's view, so that another endpoint should be asked.</summary>
    public bool IsDoubtful => Quorate == false;

    /// <summary>Reads it from <c>/cluster/status</c>.</summary>
    public static MemberQuorum Of(ClusterMembership membership) =>
        new(membership.Nodes.FirstOrDefault(static member => member.Local)?.Node, membership.Quorate);
}
