using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using Evidence = OrleansMonitor.Domain.Runbooks.Evidence;

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
    public Func<Step, bool> Allows { get; init; } = _ => true;

    public List<Step> Steps { get; } = [];

    public Step Run()
    {
        var plan = RunbookCatalog.PlanFor(ConditionType.VmCrashed, EntityId.Of(Given.Guest), "pve1", "VM_CRASHED:lab/100", "i1", Given.Start)!;
        var evidence = Evidence.None;
        for (var i = 0; i < MostSteps; i++)
        {
            var step = RemediationMachine.Next(plan, journal, evidence, world.Now, GuardrailSettings.Default);
            Steps.Add(step);
            var refused = step.Kind is StepKind.Plan or StepKind.Dispatch && !Allows(step);
            switch (step.Kind)
            {
                case StepKind.Done:
                    return step;
                case StepKind.Read:
                    Moment();
                    evidence = world.Read(step, evidence, journal.Count);
                    Moment();
                    break;
                case StepKind.Wait or StepKind.Hold:
                    Moment();
                    world.Now = step.Until > world.Now ? step.Until : world.Now.AddMilliseconds(1);
                    evidence = evidence.Aged();
                    break;
                case StepKind.Dispatch when !refused:
                    Write(step.Entry(world.Now));
                    var result = world.Send();
                    Moment();
                    Write(journal[^1].Answered(result, world.Now));
                    break;
                case StepKind.Plan or StepKind.Dispatch when refused:
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
