using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Tests.Runbooks;

/// <summary>The process died; what it had not written is lost.</summary>
internal sealed class Died : Exception;

/// <summary>Runs a remediation the way its grain does, and can be killed before or after anything that takes time.</summary>
internal sealed class Process(World world, List<JournalEntry> journal, int killAt = int.MaxValue)
{
    private const int MostSteps = 2000;
    private int _moment;

    public int Moments => _moment;

    /// <summary>What the guardrails say; all allow by default.</summary>
    public Func<RemediationStep, bool> Allows { get; init; } = _ => true;

    public List<RemediationStep> Steps { get; } = [];

    public RemediationStep Run()
    {
        var plan = RunbookCatalog.PlanFor(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1", "VM_CRASHED:lab/100", "i1", Given.Start)!;
        var readings = ProbeReadings.None;
        for (var i = 0; i < MostSteps; i++)
        {
            var step = RemediationMachine.Next(plan, journal, readings, world.Now, GuardrailSettings.Default);
            Steps.Add(step);
            var refused = step.Kind is RemediationStepKind.Plan or RemediationStepKind.Dispatch && !Allows(step);
            switch (step.Kind)
            {
                case RemediationStepKind.Done:
                    return step;
                case RemediationStepKind.Read:
                    Moment();
                    readings = world.Read(step, readings, journal.Count);
                    Moment();
                    break;
                case RemediationStepKind.Wait or RemediationStepKind.Hold:
                    Moment();
                    world.Now = step.Until > world.Now ? step.Until : world.Now.AddMilliseconds(1);
                    readings = readings.Aged();
                    break;
                case RemediationStepKind.Dispatch when !refused:
                    Write(step.Entry(world.Now));
                    var result = world.Send();
                    Moment();
                    Write(journal[^1].Answered(result, world.Now));
                    break;
                case RemediationStepKind.Plan or RemediationStepKind.Dispatch when refused:
                    Write(step.Entry(world.Now) with { Mark = JournalMark.Blocked });
                    world.Now = world.Now.AddSeconds(12);
                    break;
                default:
                    Write(step.Entry(world.Now));
                    break;
            }
        }

        throw new InvalidOperationException($"No end after {MostSteps} steps; the last ones: {string.Join(" | ", Steps.TakeLast(5).Select(step => $"{step.Kind}: {step.Reason}"))}");
    }

    private void Write(JournalEntry entry)
    {
        Moment();
        journal.Add(entry);
        Moment();
    }

    private void Moment()
    {
        if (++_moment == killAt) throw new Died();
    }
}
