using System.Collections.Immutable;
using System.Text.Json;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>
/// <c>/access/permissions</c>: privileges by path. A listed privilege is held; its number only says whether it propagates (api-facts §8).
/// </summary>
internal sealed class PermissionRows : Dictionary<string, Dictionary<string, JsonElement>?>
{
    public EffectivePrivileges Effective() => new(this.ToImmutableDictionary(
        row => row.Key,
        row => (row.Value ?? []).ToImmutableDictionary(held => held.Key, held => Flag(held.Value), StringComparer.Ordinal),
        StringComparer.Ordinal));

    private static bool Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDouble(out var number) && number != 0,
        JsonValueKind.String => value.GetString() is not ("" or "0"),
        JsonValueKind.True => true,
        _ => false,
    };
}
