using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Gathers, without asking Proxmox, what bears on repairs that were refused: one question for any number of them.</summary>
internal sealed class LocalFactsReader(IGrainFactory grains)
{
    /// <summary>What bears on one now.</summary>
    /// <param name="one">The repair, its journal in memory.</param>
    /// <param name="switches">What the guardrails say that judge by what the monitor knows itself.</param>
    /// <param name="wideIncidents">The open incidents of nodes and of the cluster.</param>
    public async Task<LocalFacts> Read(RepairCase one, GuardrailReport switches, string wideIncidents)
    {
        var excerpt = await Excerpt([one]);
        return Of(one, excerpt, GuestOf(excerpt, one), VerdictColumn.Signature(switches), wideIncidents, one.Journal!.Rows.Count);
    }

    /// <summary>Those of some repairs of a cluster on which anything bears otherwise than when they were looked at last.</summary>
    public async Task<IReadOnlyList<RepairCase>> Changed(IReadOnlyList<RepairCase> held, string wideIncidents)
    {
        if (held.Count == 0) return [];
        var excerpt = await Excerpt(held);
        var guests = excerpt.Guests.ToDictionary(entry => entry.Sample.Vmid);
        return [.. held.Where(one => one.Local is { } before
            && Of(one, excerpt, one.Plan.Action.Target.Vmid is { } vmid ? guests.GetValueOrDefault(vmid) : null, before.Switches,
                wideIncidents, before.Rows) != before)];
    }

    private Task<ClusterExcerpt> Excerpt(IReadOnlyList<RepairCase> cases) =>
        grains.Cluster(cases[0].Plan.Action.Target.Cluster).Excerpt([.. cases.Select(one => one.Plan.Action.Target.Vmid).OfType<int>()]);

    private static GuestEntry? GuestOf(ClusterExcerpt excerpt, RepairCase one) =>
        excerpt.Guests.FirstOrDefault(entry => entry.Sample.Vmid == one.Plan.Action.Target.Vmid);

    private static LocalFacts Of(RepairCase one, ClusterExcerpt excerpt, GuestEntry? guest, string switches, string wideIncidents, int rows)
    {
        var at = guest?.Sample.Node ?? one.Plan.Action.Node;
        var node = excerpt.Nodes.FirstOrDefault(entry => string.Equals(entry.Sample.Node, at, StringComparison.Ordinal));
        return new(
            one.Plan.BeganAt, rows, switches, guest is null ? "" : Describe(guest.Sample),
            $"{node?.Believed} {node?.Sample.HaState} {excerpt.Header.State} {excerpt.Header.Quorate} {wideIncidents}",
            Access(excerpt.Access));
    }

    private static string Describe(in GuestSample row) => $"{row.Node} {row.Status} {row.Lock} {row.HaState} {row.Template} {row.Tags}";

    private static string Access(AccessReport? report) =>
        report is null ? ""
        : string.Join(';', report.MissingPermissions.Where(spot => spot.Token == TokenRole.Act).Select(spot => spot.Description));
}
