namespace OrleansMonitor.Domain.Privileges;

/// <summary>A privilege that a capability requires, and what is lost without it.</summary>
/// <param name="Capability">The capability.</param>
/// <param name="Token">The token that requires the privilege.</param>
/// <param name="Privilege">The privilege, as Proxmox names it (api-facts §9).</param>
/// <param name="Path">The path: <c>/</c>, or everything below <c>/vms</c>, <c>/nodes</c> or <c>/storage</c>.</param>
/// <param name="Consequence">What is lost without the privilege, as text.</param>
public sealed record Need(Capability Capability, TokenRole Token, string Privilege, string Path, string Consequence)
{
    /// <summary>The path of one object below <see cref="Path"/>.</summary>
    public string PathOf(string name) => $"{Path}/{name}";

    /// <summary>The path and the privilege that are required for one object.</summary>
    public (string Path, string Privilege) At(string name) => (PathOf(name), Privilege);

    /// <summary>A text that says that the read token lacks the privilege on an object's path.</summary>
    public string LackedOn(string path) => $"the token lacks {Privilege} on {path}";
}
