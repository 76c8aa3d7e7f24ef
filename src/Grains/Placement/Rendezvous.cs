namespace OrleansMonitor.Grains.Placement;

/// <summary>
/// Rendezvous hashing: each silo draws a number for a cluster, and the highest wins. A new silo takes its share from all others, a silo
/// that leaves gives its share to all others, and nothing else moves. A silo that restarts on its address gets its clusters back.
/// </summary>
internal static class Rendezvous
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static SiloAddress Choose(string cluster, IReadOnlyCollection<SiloAddress> silos) =>
        silos.MaxBy(silo => (Draw(cluster, Address(silo)), silo.Generation))
        ?? throw new InvalidOperationException("There is no silo to choose from.");

    // Without the generation, which changes with a restart.
    private static string Address(SiloAddress silo) => silo.ToParsableString().Split('@')[0];

    // FNV-1a, then mixed: equal on every machine and version, which string.GetHashCode is not.
    private static ulong Draw(string cluster, string silo)
    {
        var hash = Offset;
        foreach (var letter in cluster) hash = (hash ^ letter) * Prime;
        hash = (hash ^ '|') * Prime;
        foreach (var letter in silo) hash = (hash ^ letter) * Prime;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}
