using OrleansMonitor.Simulator.Changes;

namespace OrleansMonitor.Simulator.Requests;

/// <summary>A request of a client that changes something, with what was true when it arrived, before it was carried out.</summary>
/// <param name="At">When it arrived.</param>
/// <param name="Token">Whose token it carried; empty without one.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below <c>/api2/json</c>.</param>
/// <param name="Guest">The guest that it is about, as it was; null where it is about none or there is none.</param>
/// <param name="Node">The node that is to carry it out or is woken, as it was; null where the path names none.</param>
/// <param name="Quorate">Whether the node that received it had quorum.</param>
/// <param name="Tasks">Running tasks on that guest or on all of the node's guests, by their type.</param>
/// <param name="Status">The status that it was answered with; 0 where it was not answered.</param>
public sealed record ActRequest(
    DateTimeOffset At, string Token, string Method, string Path, GuestSnapshot? Guest, NodeSnapshot? Node, bool Quorate,
    IReadOnlyList<string> Tasks, int Status);
