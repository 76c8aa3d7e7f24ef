namespace OrleansMonitor.Domain.Observations;

/// <summary>A system service of a node: a row of <c>/nodes/{node}/services</c>.</summary>
/// <param name="Service">The unit's short name, such as <c>pveproxy</c>.</param>
/// <param name="ActiveState">systemd active state: active, inactive, failed, activating …</param>
/// <param name="UnitState">systemd unit state; only <c>enabled</c> units are expected to run (api-facts §8).</param>
/// <param name="Description">Description for people, or null.</param>
[GenerateSerializer, Immutable, Alias("service-sample")]
public readonly record struct ServiceSample(
    [property: Id(0)] string Service,
    [property: Id(1)] string? ActiveState,
    [property: Id(2)] string? UnitState,
    [property: Id(3)] string? Description);
