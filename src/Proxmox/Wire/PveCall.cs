namespace OrleansMonitor.Proxmox.Wire;

/// <summary>One call of Proxmox' API.</summary>
/// <param name="Name">The name in metrics and messages.</param>
/// <param name="Path">Path and query under <c>/api2/json</c>.</param>
/// <param name="Timeout">The timeout per endpoint.</param>
/// <param name="Node">The node that the endpoint forwards the call to; null if the endpoint answers itself.</param>
/// <param name="Patient">
/// True if it may hang on a node's storage or services. Such calls share one slot of an endpoint, so that urgent calls always have the
/// other.
/// </param>
/// <param name="Optional">True if nothing needs the answer: a failure has the scope <c>Call</c>.</param>
internal sealed record PveCall(string Name, string Path, TimeSpan Timeout, string? Node = null, bool Patient = false, bool Optional = false)
{
    /// <summary>Whether all Proxmox VE versions have the call; an endpoint without it has a wrong path.</summary>
    public bool IsBasic => Name is "resources" or "membership" or "privileges" or "permissions";
}
