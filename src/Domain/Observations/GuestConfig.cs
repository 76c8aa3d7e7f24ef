namespace OrleansMonitor.Domain.Observations;

/// <summary>What matters of a guest's configuration: <c>/nodes/{node}/{qemu|lxc}/{vmid}/config</c>.</summary>
/// <param name="OnBoot">Whether it is started when its node boots; absent in the answer means no (api-schema default 0).</param>
[GenerateSerializer, Immutable, Alias("guest-config")]
public readonly record struct GuestConfig([property: Id(0)] bool OnBoot);
