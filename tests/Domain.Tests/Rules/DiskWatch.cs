namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>One figure of one node, judged sample after sample as a grain does it.</summary>
internal sealed class DiskWatch(ThresholdLadder ladder)
{
    private PendingViolation? _pending;

    public ThresholdLadder Ladder { get; set; } = ladder;

    public ConditionLedger Ledger { get; private set; } = ConditionLedger.Empty;

    public bool Holds => _pending is not null;

    public IEnumerable<ConditionType> Standing => Ledger.Active.Select(active => active.Condition);

    /// <summary>Judges a sample and answers what it brought to light, such as <c>+DISK_HIGH</c> or <c>-DISK_HIGH</c>.</summary>
    public string[] See(double? share, double at)
    {
        var result =
            ThresholdWatch.Judge(Ledger, Ladder, _pending, EntityId.Of(Given.Node), "Root disk of lab/pve1", share, "pve1", Given.At(at));
        _pending = result.Pending;
        Ledger = result.Ledger.Delivered();
        return [.. result.Ledger.Outbox.Select(Short)];
    }

    /// <summary>What a restart leaves: the ledger, but no hold.</summary>
    public void Restart() => _pending = null;

    private static string Short(Finding finding) =>
        $"{(finding.Kind == FindingKind.Raised ? '+' : '-')}{finding.Condition!.Value.ToName()}";
}
