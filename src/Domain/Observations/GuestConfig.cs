namespace OrleansMonitor.Domain.Observations;

/// <summary>The monitored part of a guest's configuration: <c>/nodes/{node}/{qemu|lxc}/{vmid}/config</c>.</summary>
/// <param name="OnBoot">Whether it starts when its node boots; false if absent (api-schema default 0).</param>
[GenerateSerializer, Immutable, Alias("guest-config")]
public readonly record struct GuestConfig([property: Id(0)] bool OnBoot);
