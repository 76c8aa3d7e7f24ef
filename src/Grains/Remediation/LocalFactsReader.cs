using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Reads, without asking Proxmox, the facts that affect refused repairs: one call for any number of them.</summary>
internal sealed class LocalFactsReader(IGrainFactory grains)
{
    /// <summary>The present facts for a repair.</summary>
    /// <param name="repair">The repair, with its journal in memory.</param>
    /// <param name="switches">The verdicts of the local guardrails.</param>
    /// <param name="wideIncidents">The open incidents of nodes and of the cluster.</param>
    public async Task<LocalFacts> Read(RepairCase repair, GuardrailReport switches, string wideIncidents)
    {
        var excerpt = await Excerpt([repair]);
        return Of(repair, excerpt, GuestOf(excerpt, repair), VerdictColumn.Signature(switches), wideIncidents, repair.Journal!.Rows.Count);
    }

    /// <summary>The repairs whose facts changed since their last check.</summary>
    public async Task<IReadOnlyList<RepairCase>> Changed(IReadOnlyList<RepairCase> held, string wideIncidents)
    {
        if (held.Count == 0) return [];
        var excerpt = await Excerpt(held);
        var guests = excerpt.Guests.ToDictionary(entry => entry.Sample.Vmid);
        return [.. held.Where(IsChanged)];

        bool IsChanged(RepairCase repair)
        {
            if (repair.Local is not { } before) return false;
            var guest = repair.Plan.Action.Target.Vmid is { } vmid ? guests.GetValueOrDefault(vmid) : null;
            return Of(repair, excerpt, guest, before.Switches, wideIncidents, before.Rows) != before;
        }
    }

    private Task<ClusterExcerpt> Excerpt(IEnumerable<RepairCase> cases)
    {
        List<EntityId> targets = [.. cases.Select(repair => repair.Plan.Action.Target)];
        return grains.Cluster(targets[0].Cluster).Excerpt([.. targets.Select(target => target.Vmid).OfType<int>()]);
    }

    private static GuestEntry? GuestOf(ClusterExcerpt excerpt, RepairCase repair) =>
        excerpt.Guests.FirstOrDefault(entry => entry.Sample.Vmid == repair.Plan.Action.Target.Vmid);

    private static LocalFacts Of(
        RepairCase repair, ClusterExcerpt excerpt, GuestEntry? guest, string switches, string wideIncidents, int rows)
    {
        var at = guest?.Sample.Node ?? repair.Plan.Action.Node;
        var node = excerpt.Nodes.FirstOrDefault(entry => string.Equals(entry.Sample.Node, at, StringComparison.Ordinal));
        return new(
            repair.Plan.BeganAt, rows, switches, guest is null ? "" : Describe(guest.Sample),
            $"{node?.Believed} {node?.Sample.HaState} {excerpt.Header.State} {excerpt.Header.Quorate} {wideIncidents}",
            Access(excerpt.Access));
    }

    private static string Describe(in GuestSample row) => $"{row.Node} {row.Status} {row.Lock} {row.HaState} {row.Template} {row.Tags}";

    private static string Access(AccessReport? report) => report is null ? "" :
        string.Join(';', report.MissingPermissions.Where(missing => missing.Token == TokenRole.Act).Select(missing => missing.Description));
}
