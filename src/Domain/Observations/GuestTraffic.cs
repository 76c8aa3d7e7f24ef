using System.Runtime.InteropServices;

namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// Counters of a guest's row in <c>/cluster/resources</c>, bytes since its process started. Absent values are null; counters that start
/// over go down.
/// </summary>
/// <param name="NetIn">Received.</param>
/// <param name="NetOut">Sent.</param>
/// <param name="DiskRead">Read from its disks.</param>
/// <param name="DiskWrite">Written to its disks.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GuestTraffic(long? NetIn, long? NetOut, long? DiskRead, long? DiskWrite);
