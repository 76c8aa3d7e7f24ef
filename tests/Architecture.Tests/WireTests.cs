namespace OrleansMonitor.Architecture.Tests;

public sealed class WireTests
{
    private const string Wire = "OrleansMonitor.Proxmox.Wire";

    [Fact]
    public void Only_Proxmox_sees_its_wire_types() =>
        House.UsesIn("OrleansMonitor").Where(use => House.Under(use.ToPlace, Wire) && !House.Under(use.Place, "OrleansMonitor.Proxmox"))
        .ShouldBeEmpty();

    [Fact]
    public void Wire_types_are_internal() =>
        House.Built("Proxmox").GetExportedTypes().Where(type => House.Under(type.Namespace ?? "", Wire)).ShouldBeEmpty();

    [Fact]
    public void Within_Proxmox_only_the_wire_room_maps_json_fields() =>
        House.UsesIn("OrleansMonitor.Proxmox")
            .Where(use => !House.Under(use.Place, Wire) && use.To == "System.Text.Json.Serialization.JsonPropertyNameAttribute")
            .ShouldBeEmpty();

    [Fact]
    public void Domain_knows_no_json() => TypesNamed.By("Domain", "System.Text.Json").ShouldBeEmpty();
}
