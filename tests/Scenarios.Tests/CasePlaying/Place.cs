using System.Net;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>An endpoint of a cluster.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Label">How the case calls it: <c>A</c>, <c>B</c>, or the cluster's name; null where all endpoints answer alike.</param>
/// <param name="Number">The how-manieth of its cluster's; that node answers there.</param>
/// <param name="Address">Where it listens.</param>
internal sealed record Place(string Cluster, string? Label, int Number, IPAddress Address);
