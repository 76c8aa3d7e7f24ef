namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// Facts that affect a repair and are known without asking Proxmox: from polls, incidents and people. While they stay the same, there is
/// little reason to check a refused repair again.
/// </summary>
/// <param name="BeganAt">When the incident's condition was raised.</param>
/// <param name="Rows">How many rows the incident's journal has, including people's decisions.</param>
/// <param name="Switches">Which guardrails refuse and how, of those that judge by the monitor's own data. A missing slot counts only if
/// nothing else refuses.</param>
/// <param name="Target">The relevant fields of the target's row, such as node, status, lock, HA state and tags.</param>
/// <param name="Around">The state of the target's node and of the cluster: wide incidents and quorum.</param>
/// <param name="Access">The known missing permissions of the act token.</param>
public sealed record LocalFacts(DateTimeOffset BeganAt, int Rows, string Switches, string Target, string Around, string Access);
