namespace OrleansMonitor.Benchmarks.Processes;

/// <summary>The connection to the simulated Proxmox.</summary>
/// <param name="Endpoint">Address without a slash at its end.</param>
/// <param name="TokenId">The read token.</param>
/// <param name="TokenSecret">Its secret.</param>
/// <param name="Fingerprint">SHA-256 of its certificate, with colons.</param>
internal sealed record Connection(string Endpoint, string TokenId, string TokenSecret, string Fingerprint);
