using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Grains.Guests;

/// <summary>Evaluates a guest's figures against its thresholds, and keeps violations whose hold time is not over.</summary>
internal sealed class GuestFigures(GuestId guest, RuleSet rules)
{
    private PendingViolation? _disk;
    private PendingViolation? _memory;
    private PendingViolation? _cpu;

    /// <summary>Whether a hold time runs: the guest must be checked again although its row does not change.</summary>
    public bool Hold => _disk is not null || _memory is not null || _cpu is not null;

    public GuestState Judge(GuestState state, in GuestObservation observation)
    {
        var sample = observation.Sample;
        if (observation.NodeStatus != NodeStatus.Online || sample.Template == true) return state;
        if (state.Status == GuestStatus.Stopped) return End(state, observation.At);
        var ledger = state.Ledger;
        var label = GuestLabel.Of(guest, state, sample);
        if (sample.Kind == GuestKind.Container)
            ledger = Evaluate(ledger, Metric.GuestDisk, $"Root disk of {label}", sample.DiskRatio, observation, ref _disk);
        ledger = Evaluate(ledger, Metric.GuestMemory, $"Memory of {label}", sample.MemoryRatio, observation, ref _memory);
        ledger = Evaluate(ledger, Metric.GuestCpu, $"CPU of {label}", sample.Cpu, observation, ref _cpu);
        return ReferenceEquals(ledger, state.Ledger) ? state : state with { Ledger = ledger };
    }

    // A stopped guest has no figures: the zeros in its row are not values.
    private GuestState End(GuestState state, DateTimeOffset at)
    {
        (_disk, _memory, _cpu) = (null, null, null);
        var ledger = ThresholdWatch.End(state.Ledger, EntityId.Of(guest), "it is stopped, so there is nothing to measure", at);
        return ReferenceEquals(ledger, state.Ledger) ? state : state with { Ledger = ledger };
    }

    /// <summary>The present evaluation of each rule on its figures.</summary>
    public IEnumerable<RuleEvaluation> Explain(GuestState state, GuestObservation observation, int missedPolls)
    {
        var sample = observation.Sample;
        var known = observation.NodeStatus == NodeStatus.Online && missedPolls == 0 && sample.Template != true;
        var disk = sample.Kind == GuestKind.Container ? Read(Metric.GuestDisk, sample.DiskRatio, _disk) : [];
        return disk.Concat(Read(Metric.GuestMemory, sample.MemoryRatio, _memory)).Concat(Read(Metric.GuestCpu, sample.Cpu, _cpu))
            .Select(assessment => RuleEvaluation.Of(Exempt(assessment), state.Ledger, observation.At));

        Assessment Exempt(Assessment assessment) =>
            sample.Template == true ? assessment with { Exemption = new("template", "templates never run") } : assessment;

        IEnumerable<Assessment> Read(Metric metric, double? share, PendingViolation? pending)
        {
            var traits = new GuestTraits(sample.Node, sample.Tags, sample.Pool);
            if (rules.For(metric, EntityId.Of(guest), sample.Node, traits) is not { } chosen) return [];
            return chosen.Read(state.Ledger, pending, EntityId.Of(guest), known ? share : null, sample.Node);
        }
    }

    private ConditionLedger Evaluate(
        ConditionLedger ledger, Metric metric, string subject, double? share, in GuestObservation observation,
        ref PendingViolation? pending)
    {
        var sample = observation.Sample;
        var entity = EntityId.Of(guest);
        if (rules.For(metric, entity, sample.Node, new GuestTraits(sample.Node, sample.Tags, sample.Pool)) is not { } chosen) return ledger;
        if (ledger.Active.IsEmpty && chosen.Ladder.Rules.All(rule => !rule.Enabled)) return ledger;
        var judged = ThresholdWatch.Judge(ledger, chosen.Ladder, pending, entity, subject, share, sample.Node, observation.At);
        pending = judged.Pending;
        return judged.Ledger;
    }
}
