namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// What bears on a repair and is known without asking Proxmox, from polls, incidents and people. While it stays the same there is little
/// reason to look again at a repair that was refused.
/// </summary>
/// <param name="BeganAt">When the incident's condition came.</param>
/// <param name="Rows">How many rows its journal has, people's decisions too.</param>
/// <param name="Switches">Which guardrails refuse among those that judge by what the monitor knows itself, but for the turn.</param>
/// <param name="Target">The target's row as far as it matters: its node, status, lock, HA state and tags.</param>
/// <param name="Around">Its node, and how the cluster around it is: wide incidents, quorum.</param>
/// <param name="Access">What the act token lacks, as far as known.</param>
public sealed record LocalFacts(DateTimeOffset BeganAt, int Rows, string Switches, string Target, string Around, string Access);
