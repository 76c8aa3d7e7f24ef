namespace OrleansMonitor.Proxmox.Wire;

/// <summary>The body is no Proxmox response; the message completes "the answer is unusable: …".</summary>
internal sealed class InvalidAnswerException(string message) : Exception(message);
