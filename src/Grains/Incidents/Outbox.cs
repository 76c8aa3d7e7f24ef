using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Stores findings before they are told, so that none is lost.</summary>
internal static class Outbox
{
    /// <summary>
    /// Stores a ledger, delivers what it found, and stores that this is delivered. What breaks off between stays in the outbox and is
    /// delivered with the next commit.
    /// </summary>
    /// <param name="ledger">What is known by now.</param>
    /// <param name="store">Stores a ledger, with the state that it is part of.</param>
    /// <param name="deliver">Carries findings on.</param>
    public static async Task Commit(ConditionLedger ledger, Func<ConditionLedger, Task> store, Func<IReadOnlyList<Finding>, Task> deliver)
    {
        await store(ledger);
        if (ledger.Outbox.IsEmpty) return;
        await deliver(ledger.Outbox);
        await store(ledger.Delivered());
    }
}
