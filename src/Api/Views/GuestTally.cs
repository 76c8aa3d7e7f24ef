using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Api.Views;

/// <summary>Counts of a cluster's guests, updated with each change so that no request counts 100,000 of them.</summary>
internal sealed record GuestTally(int Guests, int Running, SeverityTally Conditions)
{
    public static GuestTally Of(GuestEntry entry) =>
        new(1, entry.Sample.Status == GuestStatus.Running ? 1 : 0, SeverityTally.Of(entry.Conditions));

    public static GuestTally operator +(GuestTally a, GuestTally b) =>
        new(a.Guests + b.Guests, a.Running + b.Running, a.Conditions + b.Conditions);

    public static GuestTally operator -(GuestTally a, GuestTally b) =>
        new(a.Guests - b.Guests, a.Running - b.Running, a.Conditions - b.Conditions);
}
