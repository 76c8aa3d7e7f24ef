using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Access;

/// <summary>
/// Detects configured clusters that are the same Proxmox under different addresses. Names and addresses are no proof: many sites use pve1
/// to pve3 and the same VMIDs. The root certificate that each cluster or standalone node creates for itself is. Pure.
/// </summary>
public static class SameProxmox
{
    private const string OwnAuthority = "pve-root-ca.pem";

    /// <summary>
    /// The identity of a Proxmox: the fingerprint of its own root certificate, its name and its members. Null if the certificate is not
    /// known.
    /// </summary>
    /// <param name="name">Its name in Proxmox; null for a standalone node.</param>
    /// <param name="nodes">All members.</param>
    /// <param name="certificates">Certificates of any member.</param>
    public static string? Identity(string? name, IEnumerable<string> nodes, IEnumerable<CertificateSample> certificates)
    {
        var authority = certificates.FirstOrDefault(
            certificate => certificate.File == OwnAuthority && certificate.Fingerprint is { Length: > 0 }).Fingerprint;
        return authority is null ? null : $"{authority.ToUpperInvariant()} {name} {string.Join(',', nodes.Order(StringComparer.Ordinal))}";
    }

    /// <summary>Whether two identities may be of one Proxmox: its nodes and its name can change, its own authority does not.</summary>
    /// <param name="one">An identity; null if not known.</param>
    /// <param name="other">Another one; null if not known.</param>
    public static bool MayBe(string? one, string? other) =>
        one is null || other is null || Authority(one) == Authority(other);

    private static string Authority(string identity) => identity.Split(' ', 2)[0];

    /// <summary>Whether a cluster is the same Proxmox as one configured before it. Repairs run only as the first.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="configured">All configured clusters, in their order.</param>
    /// <param name="identities">Known identities: null if an identity cannot be read, absent if it was not read yet.</param>
    /// <param name="answers">Whether a cluster answers; null if not known. One that was never polled might be the same.</param>
    public static DuplicateVerdict Judge(
        ClusterName cluster, IEnumerable<ClusterName> configured, IReadOnlyDictionary<ClusterName, string?> identities,
        Func<ClusterName, bool?> answers)
    {
        var before = configured.TakeWhile(other => other != cluster).ToList();
        if (before.Count == 0) return DuplicateVerdict.Alone;
        if (!identities.TryGetValue(cluster, out var own))
            return DuplicateVerdict.Unknown($"it is not known yet whether {cluster} is the same Proxmox as another cluster");
        if (own is null) return DuplicateVerdict.Alone;
        foreach (var other in before)
        {
            if (identities.TryGetValue(other, out var identity))
            {
                if (string.Equals(own, identity, StringComparison.Ordinal))
                    return DuplicateVerdict.Same(
                        other, $"{cluster} is the same Proxmox as {other}, by the certificate authority that each Proxmox makes for "
                            + $"itself: it is acted on as {other} only");
            }
            else if (answers(other) != false)
                return DuplicateVerdict.Unknown($"it is not known yet whether {cluster} is the same Proxmox as {other}");
        }

        return DuplicateVerdict.Alone;
    }
}

/// <summary>The result of comparing configured clusters.</summary>
/// <param name="Known">False if it is not known yet; repairs are not allowed then.</param>
/// <param name="Of">The cluster that is the same Proxmox and runs the repairs; null if none is.</param>
/// <param name="Description">Explanation as text; may be empty.</param>
[GenerateSerializer, Immutable, Alias("twin-verdict")]
public sealed record DuplicateVerdict([property: Id(0)] bool Known, [property: Id(1)] ClusterName? Of, [property: Id(2)] string Description)
{
    /// <summary>No cluster configured before it is the same.</summary>
    public static DuplicateVerdict Alone { get; } = new(true, null, "");

    /// <summary>It is not known yet.</summary>
    public static DuplicateVerdict Unknown(string description) => new(false, null, description);

    /// <summary>The cluster is the same Proxmox as another one.</summary>
    public static DuplicateVerdict Same(ClusterName of, string description) => new(true, of, description);
}
