using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Access;

/// <summary>
/// Tells whether two configured clusters are one Proxmox, reached by different addresses. Names and addresses prove nothing, since many
/// sites call their nodes pve1 to pve3 and number them alike; the certificate authority that each cluster and each standalone node makes
/// for itself does. Pure.
/// </summary>
public static class SameProxmox
{
    private const string OwnAuthority = "pve-root-ca.pem";

    /// <summary>
    /// What makes a Proxmox itself: its own authority's certificate, its name and its members. Null where the certificate is not known.
    /// </summary>
    /// <param name="name">Its name in Proxmox; null for a standalone node.</param>
    /// <param name="nodes">All its members.</param>
    /// <param name="certificates">Certificates of any of them.</param>
    public static string? Identity(string? name, IEnumerable<string> nodes, IEnumerable<CertificateSample> certificates)
    {
        var authority = certificates.FirstOrDefault(
            certificate => certificate.File == OwnAuthority && certificate.Fingerprint is { Length: > 0 }).Fingerprint;
        return authority is null ? null : $"{authority.ToUpperInvariant()} {name} {string.Join(',', nodes.Order(StringComparer.Ordinal))}";
    }

    /// <summary>Whether a cluster is the same Proxmox as one that is configured before it, which alone is acted on.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="configured">All configured clusters, in their order.</param>
    /// <param name="identities">What is known: null for one whose identity cannot be read, absent for one that was not looked at
    /// yet.</param>
    /// <param name="answers">Whether a cluster answers, as far as known: one that was never asked might be the same.</param>
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
            if (identities.TryGetValue(other, out var its))
            {
                if (string.Equals(own, its, StringComparison.Ordinal))
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

/// <summary>What a comparison of configured clusters came to.</summary>
/// <param name="Known">False where it cannot be told yet, which never allows acting.</param>
/// <param name="Of">The cluster that is the same Proxmox and is acted on; null where there is none.</param>
/// <param name="Description">In words; empty where there is nothing to say.</param>
[GenerateSerializer, Immutable, Alias("twin-verdict")]
public sealed record DuplicateVerdict([property: Id(0)] bool Known, [property: Id(1)] ClusterName? Of, [property: Id(2)] string Description)
{
    /// <summary>No cluster configured before it is the same.</summary>
    public static DuplicateVerdict Alone { get; } = new(true, null, "");

    /// <summary>It cannot be told yet.</summary>
    public static DuplicateVerdict Unknown(string words) => new(false, null, words);

    /// <summary>It is another one.</summary>
    public static DuplicateVerdict Same(ClusterName of, string words) => new(true, of, words);
}
