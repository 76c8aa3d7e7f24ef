using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Stores findings before they are delivered, so that none is lost.</summary>
internal static class Outbox
{
    /// <summary>
    /// Stores a ledger, delivers its findings, and stores that they are delivered. If this breaks off, they stay in the outbox and are
    /// delivered with the next commit.
    /// </summary>
    /// <param name="ledger">The new ledger.</param>
    /// <param name="store">Stores a ledger together with its state.</param>
    /// <param name="deliver">Delivers findings.</param>
    public static async Task Commit(ConditionLedger ledger, Func<ConditionLedger, Task> store, Func<IReadOnlyList<Finding>, Task> deliver)
    {
        await store(ledger);
        if (ledger.Outbox.IsEmpty) return;
        await deliver(ledger.Outbox);
        await store(ledger.Delivered());
    }
}
