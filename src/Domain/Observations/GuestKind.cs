namespace OrleansMonitor.Domain.Observations;

/// <summary>The kind of a guest.</summary>
public enum GuestKind
{
    /// <summary>A QEMU virtual machine (<c>qemu</c>).</summary>
    Vm,

    /// <summary>An LXC container (<c>lxc</c>).</summary>
    Container,
}
