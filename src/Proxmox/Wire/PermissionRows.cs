using System.Text.Json;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary><c>/access/permissions</c>: privileges by path. A privilege that is listed is held; its number only says whether it is inherited further (api-facts §8).</summary>
internal sealed class PermissionRows : Dictionary<string, Dictionary<string, JsonElement>?>
{
    public bool Holds(string path, string privilege) => TryGetValue(path, out var held) && held?.ContainsKey(privilege) == true;
}
