using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>A received request; <see cref="Path"/> is below <c>/api2/json</c>.</summary>
internal sealed record ApiRequest(Node Local, string Method, string Path, IReadOnlyDictionary<string, string> Parameters)
{
    public string? Authorization { get; init; }
    public string? Ticket { get; init; }
    public string? CsrfToken { get; init; }
    public Predicate<string>? DropRow { get; init; }
}
