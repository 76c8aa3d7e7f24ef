using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// Keeps a repair that came to nothing from asking Proxmox at each tick. When something has changed or its pause is over, what refused it first is asked alone;
/// only where that refuses no more is everything read.
/// </summary>
internal sealed class RepairPace(OutlookReader outlooks, EvidenceReader eyes, FactReader facts, MonitorSettings settings, TimeProvider time)
{
    /// <summary>Whether everything is to be read now.</summary>
    /// <param name="repair">One that is not under way.</param>
    /// <param name="step">What it is to read first.</param>
    /// <param name="switches">What the guardrails say that judge by what the monitor knows itself.</param>
    /// <param name="cluster">What goes on beside it.</param>
    public async Task<bool> LetsLook(Repair repair, Step step, GuardrailReport switches, ClusterFacts cluster)
    {
        var outlook = await outlooks.Read(repair, switches, cluster);
        if (repair.Recheck?.IsDue(outlook, time.GetUtcNow()) == false && !cluster.Renewed) return false;
        if (cluster.Renewed || repair.Journal.Refused is not { Lasting: { } guardrail } refused || await Lifted(repair, step, guardrail, refused, cluster)) return true;
        Set(repair, outlook, refused);
        return false;
    }

    /// <summary>A look came to nothing.</summary>
    public async Task Rest(Repair repair, GuardrailReport? report, GuardrailReport switches, ClusterFacts cluster) =>
        Set(repair, await outlooks.Read(repair, switches, cluster), report);

    private void Set(Repair repair, Outlook outlook, GuardrailReport? report) =>
        repair.Recheck = Recheck.After(repair.Recheck, outlook, report, time.GetUtcNow(), settings.Guardrails);

    private async Task<bool> Lifted(Repair repair, Step step, Guardrail guardrail, GuardrailReport refused, ClusterFacts cluster)
    {
        var evidence = guardrail.Reads.HasFlag(GuardrailReads.Target)
            ? await eyes.Read(step, Evidence.None, repair.Journal.Entries.Count)
            : Evidence.None;
        var now = guardrail.Evaluate(await facts.Live(repair.Plan, step.Action, evidence, repair.Journal, cluster, guardrail.Reads));
        return now.Kind != refused.Findings.First(finding => finding.Guardrail == guardrail.Name).Verdict.Kind;
    }
}
