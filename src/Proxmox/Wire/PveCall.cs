namespace OrleansMonitor.Proxmox.Wire;

/// <summary>One GET of Proxmox' API.</summary>
/// <param name="Name">Its name in metrics and messages.</param>
/// <param name="Path">Path and query under <c>/api2/json</c>.</param>
/// <param name="Timeout">How long one endpoint may take.</param>
/// <param name="Node">The node that an endpoint forwards it to; null where the endpoint answers itself.</param>
/// <param name="Patient">
/// True where it may hang on a node's storage or services: such calls share one slot of an endpoint, so that the urgent ones always have
/// the other.
/// </param>
internal sealed record PveCall(string Name, string Path, TimeSpan Timeout, string? Node = null, bool Patient = false)
{
    /// <summary>Whether every Proxmox VE knows it, so that one that does not is asked under a wrong path.</summary>
    public bool IsBasic => Name is "resources" or "membership" or "privileges" or "permissions";
}
