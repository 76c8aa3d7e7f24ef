namespace OrleansMonitor.Silos.Tests.Harness;

/// <summary>How many processes watch how many simulated clusters.</summary>
/// <param name="Silos">Worker silos.</param>
/// <param name="Apis">API hosts.</param>
/// <param name="Clusters">Simulated clusters.</param>
/// <param name="Guests">Guests of each.</param>
/// <param name="Standalone">Single nodes instead of clusters of three.</param>
/// <param name="AdminKey">What the API demands; null for nothing.</param>
internal sealed record ClusterShape(
    int Silos = 3, int Apis = 2, int Clusters = 3, int Guests = 16, bool Standalone = false, string? AdminKey = null);
