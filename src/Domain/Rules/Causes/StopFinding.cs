namespace OrleansMonitor.Domain.Rules.Causes;

/// <summary>What an investigation of a confirmed stop came to.</summary>
/// <param name="Cause">Why the guest stopped.</param>
/// <param name="Crashed">Whether that counts as a crash.</param>
/// <param name="Reason">Why it does or does not.</param>
public sealed record StopFinding(StopCause Cause, bool Crashed, string Reason);
