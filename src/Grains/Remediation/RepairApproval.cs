using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Grains.Autonomy;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Applies a person's decision on a proposed repair.</summary>
internal sealed class RepairApproval(
    OpenRepairsReader open, IAuditStore audit, RemediationStory story, EntityLevels levels, TimeProvider time)
{
    public async Task<DecisionOutcome> Decide(string incidentId, bool approve, string actor, string? comment)
    {
        // A suspended repair is not proposed.
        if (await open.Find(incidentId) is not ({ IsOpen: true, IsRepairSuspended: false }, { } plan, true))
            return DecisionOutcome.NothingProposed;
        var journal = await IncidentJournal.Load(plan, audit);
        if (journal.Proposal is not { } proposal || journal.Last?.Mark != JournalMark.Blocked) return DecisionOutcome.NothingProposed;
        var now = time.GetUtcNow();
        var state = proposal.At(now);
        if (state == ProposalState.Expired) return DecisionOutcome.Expired;
        if (state != ProposalState.Pending) return DecisionOutcome.Decided;
        var row = RepairDecision.Row(plan, journal.ProposalPlace, approve, actor, comment, await levels.Of(plan.Action.Target), now);
        if (!await audit.SaveAsync(row, CancellationToken.None)) return DecisionOutcome.Decided;
        await story.Publish(plan, [row]);
        return DecisionOutcome.Accepted;
    }
}
