namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class GuestLabelTests
{
    [Theory]
    [InlineData(GuestKind.Vm, "web01", "VM web01 (100)")]
    [InlineData(GuestKind.Container, "ns1", "CT ns1 (100)")]
    [InlineData(GuestKind.Vm, null, "VM 100")]
    [InlineData(GuestKind.Vm, "", "VM 100")]
    [InlineData(null, null, "guest 100")]
    public void A_guest_is_named_by_its_kind_its_name_and_its_VMID(GuestKind? kind, string? name, string label) =>
        GuestLabel.Of(kind, 100, name).ShouldBe(label);
}
