using OrleansMonitor.Simulator.Changes;

namespace OrleansMonitor.Simulator.Requests;

/// <summary>A request that changes something, with the true state at its arrival, before its execution.</summary>
/// <param name="At">When it arrived.</param>
/// <param name="Token">The id of its token; empty without one.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below <c>/api2/json</c>.</param>
/// <param name="Guest">Its guest at that time; null without one.</param>
/// <param name="Node">Its executing or woken node at that time; null if the path names none.</param>
/// <param name="Quorate">Whether the node that received it had quorum.</param>
/// <param name="Tasks">The types of running tasks on that guest or on all guests of the node.</param>
/// <param name="Status">The status of its response; 0 without a response.</param>
public sealed record ActRequest(
    DateTimeOffset At, string Token, string Method, string Path, GuestSnapshot? Guest, NodeSnapshot? Node, bool Quorate,
    IReadOnlyList<string> Tasks, int Status);
