using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Gathers, without asking Proxmox, what bears on a repair that was refused.</summary>
internal sealed class OutlookReader(IGrainFactory grains)
{
    /// <summary>What bears on it now.</summary>
    /// <param name="repair">The repair.</param>
    /// <param name="switches">What the guardrails say that judge by what the monitor knows itself.</param>
    /// <param name="cluster">What goes on beside it.</param>
    public async Task<Outlook> Read(Repair repair, GuardrailReport switches, ClusterFacts cluster)
    {
        var action = repair.Plan.Action;
        var of = grains.Cluster(action.Target.Cluster);
        var guest = action.Target.Vmid is { } vmid ? (await of.FindGuest(vmid))?.Sample : null;
        var node = await of.FindNode(guest?.Node ?? action.Node);
        var header = await of.Header();
        return new(
            repair.Plan.BeganAt,
            repair.Journal.Rows.Count,
            VerdictColumn.Signature(switches),
            guest is { } row ? Words(row) : "",
            $"{node?.Believed} {node?.Sample.HaState} {header.State} {header.Quorate} {cluster.Around}",
            Access(await of.Access()));
    }

    private static string Words(in GuestSample row) => $"{row.Node} {row.Status} {row.Lock} {row.HaState} {row.Template} {row.Tags}";

    private static string Access(AccessReport? report) => report is null ? "" : string.Join(';', report.BlindSpots.Where(spot => spot.Token == TokenRole.Act).Select(spot => spot.Words));
}
